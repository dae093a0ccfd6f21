/* Keys of the huddle: a action, o owner, n next, c close, m manager, 1 to 9 the risk of that number.
   Every key does what a link, a heading or a button on the page does. They can be switched off, and they
   rest while somebody types. */
(function () {
  "use strict";
  var board = document.querySelector("[data-huddle]");
  if (!board) { return; }
  var NAME = "goldthread-huddle-keys";

  function kept() {
    try { return window.localStorage.getItem(NAME) !== "off"; } catch (refused) { return true; }
  }

  function keep(on) {
    try { window.localStorage.setItem(NAME, on ? "on" : "off"); } catch (refused) { /* for this page only */ }
  }

  var on = kept();
  var line = document.createElement("p");
  var button = document.createElement("button");
  line.className = "gt-huddle__keys";
  button.type = "button";
  button.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small";
  line.appendChild(button);
  board.appendChild(line);

  function show() {
    board.classList.toggle("gt-huddle--keys", on);
    button.textContent = on ? "Switch the keys off (a, o, n, c, m and 1 to 9)" : "Switch the keys on";
  }

  button.addEventListener("click", function () {
    on = !on;
    keep(on);
    show();
  });
  show();

  function typing(target) {
    return target.closest("input, textarea, select, [contenteditable]");
  }

  function open(part) {
    if (part.tagName === "DETAILS") {
      part.open = true;
      var first = part.querySelector("input:not([type=hidden]), select, textarea");
      (first || part.querySelector("summary")).focus();
    } else {
      part.requestSubmit();
    }
  }

  document.addEventListener("keydown", function (pressed) {
    if (pressed.key === "Escape" && typing(pressed.target)) {
      pressed.target.blur();
      return;
    }
    if (!on || pressed.ctrlKey || pressed.altKey || pressed.metaKey || pressed.repeat) { return; }
    if (typing(pressed.target)) { return; }
    var key = pressed.key.toLowerCase();
    if (!/^[a-z1-9]$/.test(key)) { return; }
    var there = /[1-9]/.test(key)
      ? board.querySelector('[data-number="' + key + '"]')
      : board.querySelector('[data-key="' + key + '"]');
    if (!there) { return; }
    pressed.preventDefault();
    if (there.tagName === "A") { there.click(); } else { open(there); }
  });
})();
