/* What is written is kept on this phone first, locked, and sent after: a lost signal loses nothing.
   The key of sending is minted when Save is pressed. Entries carry their author; only they can send them.
   Without IndexedDB or WebCrypto the forms work as plain forms do. */
(() => {
  "use strict";
  const here = document.currentScript.dataset;
  const me = here.author || "";
  const form = document.querySelector("form[data-capture]");
  const line = document.querySelector("[data-capture-status]");
  const able = window.indexedDB && window.crypto && crypto.subtle && crypto.randomUUID;
  const clock = (at) => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const two = (number) => String(number).padStart(2, "0");
  const dayOf = (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const since = (at) => dayOf(new Date(at)) === dayOf(new Date()) ? clock(at) : `${new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "long" })}, ${clock(at)}`;
  const STALE = 30 * 60000; // a draft that lay longer is not of just now
  const many = (n, one) => (n === 1 ? `1 ${one}` : `${n} ${one}s`);

  signs();
  if (!able) return;

  // --- the store: keys, entries that wait, drafts. Whatever holds a person's words is sealed.
  const opened = new Promise((done, failed) => {
    const asked = indexedDB.open("goldthread", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("keys");
      asked.result.createObjectStore("queue", { keyPath: "sent_key" });
      asked.result.createObjectStore("drafts");
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const ask = async (table, mode, how) => {
    const db = await opened;
    return new Promise((done, failed) => {
      const change = db.transaction(table, mode, { durability: "strict" });
      const asked = how(change.objectStore(table));
      change.oncomplete = () => done(asked.result);
      change.onerror = change.onabort = () => failed(change.error);
    });
  };
  const keyOf = async (author) => {
    const kept = await ask("keys", "readonly", (keys) => keys.get(author));
    if (kept) return kept;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    // add, not put: another tab may have been first, and its key has sealed something.
    return ask("keys", "readwrite", (keys) => keys.add(made, author)).then(() => made, () => keyOf(author));
  };
  const seal = async (value) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(me), plain) };
  };
  const unseal = async ({ iv, sealed }) => {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await keyOf(me), sealed);
    return JSON.parse(new TextDecoder().decode(plain));
  };
  // Under a digest: the store does not say in the clear of whom a draft is.
  const draftOf = async (person) => {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${me} ${person}`));
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const waiting = async () => (await ask("queue", "readonly", (queue) => queue.getAll())) || [];

  // --- sending
  const post = (address, pairs) => {
    const body = new URLSearchParams(pairs);
    body.set("author", me);
    return fetch(address, {
      method: "POST", body, credentials: "same-origin", redirect: "manual",
      headers: { "X-CSRFToken": here.token || "", Accept: "application/json" },
    });
  };
  const send = async (entry) => {
    let answer;
    try {
      answer = await post(here.send, [...(await unseal(entry)), ["sent_key", entry.sent_key], ["written_at", entry.written_at]]);
    } catch {
      return { why: "signal" };
    }
    if (answer.status === 200 || answer.status === 201) {
      await ask("queue", "readwrite", (queue) => queue.delete(entry.sent_key));
      return { sent: true, next: (await answer.json()).next };
    }
    if (answer.status === 422) return { why: "faults", faults: (await answer.json()).faults };
    if (answer.status === 409) return { why: "author" };
    // Not signed in: 401, a redirect to the door, or a token of another session.
    return { why: answer.status >= 500 ? "signal" : "door" };
  };
  let draining = null;
  const drain = () => (draining ||= drainOnce().finally(() => (draining = null)));
  const drainOnce = async () => {
    let why = "", sent = 0;
    for (const entry of await waiting()) {
      if (!me || entry.author !== me || entry.faults || entry.sent_key === saving) continue;
      const told = await send(entry);
      if (told.sent) {
        sent += 1;
        if (told.next.includes("/step-up/")) offered = told.next;
      }
      if (told.why === "faults") await ask("queue", "readwrite", (queue) => queue.put({ ...entry, faults: told.faults }));
      else if (told.why) { why = told.why; break; }
    }
    await tell(why, sent);
  };
  let saving = ""; // sent by the form that is open: the round of what waits leaves it alone
  let panel = null; // what stands in place of a form that was saved without a signal
  let offered = ""; // the step-up that signs sent later ask for
  const tell = async (why, sent) => {
    const rows = await waiting();
    const mine = rows.filter((row) => row.author === me && !row.faults);
    const wrong = rows.filter((row) => row.author === me && row.faults);
    const others = rows.filter((row) => row.author !== me);
    const said = [];
    if (mine.length) {
      const last = clock(Math.max(...mine.map((row) => Date.parse(row.written_at))));
      const wait = why === "door" || why === "author" ? "sign in to send" : "waiting for signal";
      said.push(`${many(mine.length, "contact")} saved on this phone ${last}, ${wait}.`);
    }
    if (wrong.length) said.push(`${many(wrong.length, "contact")} could not be recorded: open and correct.`);
    if (others.length) said.push(`${many(others.length, "contact")} on this phone ${others.length === 1 ? "waits" : "wait"} for whoever wrote ${others.length === 1 ? "it" : "them"} to sign in.`);
    show(said.join(" "), rows.length > 0, why, sent);
    list(rows);
    return said.join(" ");
  };
  const show = (words, unsent, why, sent) => {
    let place = panel || line;
    if (!place && (unsent || sent)) {
      place = document.querySelector(".gt-unsent") || document.createElement("p");
      place.className = "gt-unsent";
      place.setAttribute("role", "status");
      document.getElementById("main").prepend(place);
    }
    place ||= document.querySelector(".gt-unsent");
    // An open form's own line speaks of its draft.
    if (!place || (!words && !sent && form)) return;
    place.textContent = words || "All contacts are sent.";
    if (offered) place.append(" ", link(offered, "The signs seen ask for a step-up"));
    if (panel && !unsent) place.append(" ", link(form.dataset.back, "Back to Today"));
    if (unsent && here.unsent && (!form || panel)) place.append(" ", link(here.unsent, "See what waits"));
    if (unsent && why === "door") place.append(" ", link("/sign-in/", "Sign in"));
  };
  const link = (where, words) => {
    const made = document.createElement("a");
    made.href = where;
    made.textContent = words;
    return made;
  };
  const list = async (rows) => {
    const place = document.querySelector("[data-capture-list]");
    if (!place) return;
    place.replaceChildren(...rows.map((row) => {
      const one = document.createElement("li");
      one.textContent = `Written ${new Date(row.written_at).toLocaleString("en-GB")}. ${row.author === me ? (row.faults || ["Waits to be sent."]).join(" ") : "Waits for its author."} `;
      if (row.author === me && row.faults) {
        const mend = document.createElement("button");
        mend.className = "nhsuk-button nhsuk-button--secondary";
        mend.textContent = "Open and correct";
        mend.addEventListener("click", async () => {
          const pairs = await unseal(row);
          const person = pairs.find(([name]) => name === "person")[1];
          const place = await draftOf(person);
          await ask("drafts", "readwrite", (drafts) => drafts.put({ iv: row.iv, sealed: row.sealed, at: row.written_at }, place));
          await ask("queue", "readwrite", (queue) => queue.delete(row.sent_key));
          location.href = `/people/${encodeURIComponent(person)}/contact/`;
        });
        one.append(mend);
      }
      return one;
    }));
  };

  // --- the form
  const pairsOf = () => [...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "sent_key", "written_at"].includes(name));
  const keepDraft = async () => {
    const kept = { ...(await seal(pairsOf())), at: new Date().toISOString() };
    const place = await draftKey;
    await ask("drafts", "readwrite", (drafts) => drafts.put(kept, place));
    if (!form.hidden) line.textContent = `Draft kept on this phone ${clock(Date.now())}.`;
  };
  const dropDraft = async () => {
    const place = await draftKey;
    await ask("drafts", "readwrite", (drafts) => drafts.delete(place));
  };
  const draftKey = form ? draftOf(form.dataset.person) : null;
  let typed = 0, far = 0, started = 0;
  const bringBack = async () => {
    if ("answered" in form.dataset) return;
    const place = await draftKey;
    const kept = await ask("drafts", "readonly", (drafts) => drafts.get(place));
    if (!kept || started) return;
    const pairs = await unseal(kept);
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden") continue;
      const values = pairs.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else if (values.length) field.value = values[0];
    }
    const begun = pairs.find(([name]) => name === "begun");
    if (begun) form.elements.begun.value = begun[1];
    const lay = Date.now() - Date.parse(kept.at) > STALE && form.querySelector("[name=when][value=now]").checked;
    if (lay) then(kept.at, pairs);
    form.dispatchEvent(new Event("change"));
    line.textContent = `Your draft of ${since(kept.at)} is back.${lay ? " Check the day and the time." : ""}`;
  };
  // Just now was then: when it was written, less its minutes.
  const then = (at, pairs) => {
    const said = (name) => (pairs.find(([each]) => each === name) || [])[1];
    const minutes = Number(said("minutes") === "other" ? said("minutes_other") : said("minutes")) || 0;
    const began = new Date(Date.parse(at) - minutes * 60000);
    form.querySelector("[name=when][value=earlier]").checked = true;
    form.elements.day.value = dayOf(began);
    form.elements.time.value = `${two(began.getHours())}:${two(began.getMinutes())}`;
  };
  const save = async (event) => {
    event.preventDefault();
    if (!form.reportValidity()) return;
    clearTimeout(typed); clearTimeout(far);
    const button = form.querySelector("[data-save]");
    button.disabled = true;
    const entry = { sent_key: crypto.randomUUID(), author: me, written_at: new Date().toISOString(), ...(await seal([...pairsOf(), ["person", form.dataset.person]])) };
    saving = entry.sent_key;
    try {
      await ask("queue", "readwrite", (queue) => queue.put(entry));
    } catch {
      form.submit(); // a full or closed store: the plain form still works
      return;
    }
    await dropDraft();
    line.textContent = `Saved on this phone ${clock(entry.written_at)}, sending.`;
    const told = await send(entry);
    if (told.sent) { location.assign(told.next); return; }
    if (told.why === "faults") {
      // The plain form answers with the page that shows what is wrong, beside the fields.
      await keepDraft();
      await ask("queue", "readwrite", (queue) => queue.delete(entry.sent_key));
      form.elements.sent_key.value = entry.sent_key;
      form.elements.written_at.value = entry.written_at;
      form.submit();
      return;
    }
    saving = "";
    form.hidden = true;
    const words = document.createElement("p");
    words.className = "gt-unsent";
    words.setAttribute("role", "status");
    words.tabIndex = -1;
    form.before(words);
    words.textContent = told.why === "door"
      ? `Saved on this phone ${clock(entry.written_at)}. Sign in to send it. `
      : told.why === "author"
        ? "Saved on this phone. Somebody else is signed in now: it is sent when you sign in. "
        : `Saved on this phone ${clock(entry.written_at)}, waiting for signal. It is sent by itself, once. `;
    words.append(told.why === "signal" ? link(form.dataset.back, "Back to Today") : link("/sign-in/", "Sign in"));
    panel = words;
    words.focus();
  };
  if (form && me) {
    form.addEventListener("input", () => {
      started = 1;
      clearTimeout(typed);
      typed = setTimeout(keepDraft, 400);
      far ||= setTimeout(() => { far = 0; post(here.draft, [...pairsOf(), ["person", form.dataset.person]]).catch(() => {}); }, 8000);
    });
    document.addEventListener("visibilitychange", () => { if (document.hidden && started && !form.hidden) keepDraft(); });
    form.addEventListener("submit", save);
    bringBack();
  }

  // --- signing out: warned once, then free to go; names kept for offline pages are forgotten
  for (const out of document.querySelectorAll("form[data-sign-out]")) {
    out.addEventListener("submit", async (event) => {
      if (out.dataset.warned) return;
      event.preventDefault();
      const mine = (await waiting()).filter((row) => row.author === me);
      if (window.caches) await caches.delete("goldthread-pages");
      out.dataset.warned = "1";
      if (!mine.length) { out.requestSubmit(); return; }
      const words = document.createElement("p");
      words.className = "gt-unsent";
      words.setAttribute("role", "alert");
      words.textContent = `${many(mine.length, "contact")} ${mine.length === 1 ? "is" : "are"} not sent yet. Signed out, ${mine.length === 1 ? "it stays" : "they stay"} locked on this phone until you sign in again. Press Sign out once more to go.`;
      document.getElementById("main").prepend(words);
    });
  }

  window.addEventListener("online", drain);
  window.addEventListener("focus", drain);
  setInterval(drain, 30000);
  drain();
  if (navigator.serviceWorker && here.worker) navigator.serviceWorker.register(here.worker, { scope: "/" }).catch(() => {});

  // --- signs: two over the threshold turn Save into Save and step up, with the reason
  function signs() {
    if (!form) return;
    const button = form.querySelector("[data-save]");
    const told = form.querySelector("[data-crossing]");
    const judge = () => {
      const ticked = [...form.querySelectorAll("[name=sign]:checked")].filter((one) => one.value !== "none");
      const seen = new Set([...form.dataset.lately.split(" ").filter(Boolean), ...ticked.map((one) => one.value.replace("kind:", ""))]);
      const urgent = ticked.some((one) => "urgent" in one.dataset);
      const least = Number(form.dataset.threshold || 0);
      const over = ticked.length > 0 && (urgent || (least > 0 && seen.size >= least));
      button.textContent = over || form.querySelector("[name=next_step][value=step_up]").checked ? "Save and step up" : "Save";
      told.hidden = !over;
      told.textContent = !over ? "" : urgent ? "An urgent sign was seen: the plan asks for a step-up." : `${seen.size} warning signs this week: the plan asks for a step-up at ${least}.`;
    };
    form.addEventListener("change", (event) => {
      // None seen and a sign seen cannot both be so.
      if (event.target.name === "sign" && event.target.checked) {
        for (const other of form.querySelectorAll("[name=sign]:checked")) {
          if (other !== event.target && (other.value === "none") !== (event.target.value === "none")) other.checked = event.target.value === "none" ? false : other.value !== "none";
        }
      }
      judge();
    });
    judge();
  }
})();
