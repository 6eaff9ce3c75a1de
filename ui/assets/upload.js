// Sends chosen files to a batch, three at a time, and shows how far each has come, without loading the page anew.
// The server draws a row for each file and says all texts (#mb-batch); here they are only filled in.
(() => {
  const AT_ONCE = 3;
  const WAITS_MS = [2000, 8000]; // before the second and the third try
  const SILENCE_MS = 90000; // a connection that slept with the computer does not always say so
  const COMPARED_MS = 15000; // after the last file is read they are compared, which can change what is shown
  const HIDDEN = /^(\.|~\$|Thumbs\.db$|desktop\.ini$)/; // written by systems, not by people
  const entries = new Map(); // by the file's number: {id, batch, file, sent, state, tries, request, movedAt}
  const delivered = new Set(); // numbers of files; the server's next answer may not know it yet
  const answers = new Map(); // by batch: what the server said last
  let began; // when the files on their way began: {at, bytes}
  let reading; // when reading began: {at, done}
  let isOut = false; // logged out: nothing is sent until a page is drawn for somebody again

  const root = () => document.getElementById("mb-batch");
  const zone = () => document.getElementById("mb-drop");
  const texts = () => (root() ? root().dataset : {});
  const filled = (template, values) =>
    (template || "").replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  const say = (message, isProblem) => window.metodbank.say(message, isProblem);
  const language = () => encodeURIComponent(document.documentElement.lang);
  const of = (state) => [...entries.values()].filter((entry) => entry.state === state);
  const isBusy = () => [...entries.values()].some((entry) => entry.state !== "stopped");

  // Choosing: from the field, or dropped, folders too

  const choose = async (files) => {
    const batch = zone() && zone().dataset.batch; // drawn with the field; the texts may come a moment later
    const chosen = [...files].filter((file) => !HIDDEN.test(file.name));
    if (!batch || !chosen.length) return;
    try {
      const answer = await window.metodbank.act("batches.announce", {
        batch,
        files: chosen.map((file) => ({ name: file.name, n_bytes: file.size })),
      });
      say(answer.said);
      chosen.forEach((file, nth) => {
        const id = answer.ids[nth];
        if (id && !entries.has(id)) entries.set(id, { id, batch, file, sent: 0, state: "waiting", tries: 0 });
        else if (id && entries.get(id).state === "stopped") again(entries.get(id));
      });
      redraw();
      pump();
      poll();
    } catch (answer) {
      say((answer && answer.problem) || texts().failed, true);
    }
  };
  const listed = (reader) =>
    new Promise((resolve) => { reader.readEntries(resolve, () => resolve([])); });
  const filesIn = async (entry) => {
    if (!entry || HIDDEN.test(entry.name)) return [];
    if (entry.isFile) {
      return new Promise((resolve) => { entry.file((file) => resolve([file]), () => resolve([])); });
    }
    const reader = entry.createReader();
    const found = [];
    // a folder is told a hundred at a time
    for (let some = await listed(reader); some.length; some = await listed(reader)) {
      for (const each of some) found.push(...(await filesIn(each)));
    }
    return found;
  };
  const dropped = async (transfer) => {
    const roots = [...transfer.items].filter((item) => item.kind === "file").map((item) => item.webkitGetAsEntry());
    if (!roots.length || roots.some((entry) => !entry)) return [...transfer.files];
    const found = [];
    for (const entry of roots) found.push(...(await filesIn(entry)));
    return found;
  };
  const lift = (isOver) => {
    if (zone()) zone().classList.toggle("mb-over", isOver);
  };
  document.addEventListener("dragover", (event) => {
    if (!zone()) return;
    event.preventDefault(); // or the browser would open the file in place of the page
    lift(true);
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) lift(false);
  });
  document.addEventListener("drop", async (event) => {
    if (!zone()) return;
    event.preventDefault();
    lift(false);
    choose(await dropped(event.dataTransfer));
  });
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!field.matches || !field.matches("input[data-upload]")) return;
    const files = [...field.files];
    field.value = ""; // so that the same file can be chosen again
    choose(files);
  });

  // Sending

  const pump = () => {
    if (isOut || navigator.onLine === false) return;
    if (!began && isBusy()) began = { at: Date.now(), bytes: 0 };
    for (const entry of of("waiting")) {
      if (of("sending").length >= AT_ONCE) break;
      send(entry);
    }
    show();
  };
  const send = (entry) => {
    const request = new XMLHttpRequest(); // fetch does not tell how much has been sent
    Object.assign(entry, { request, state: "sending", sent: 0, movedAt: Date.now() });
    request.open("PUT", `./upload?file=${entry.id}&ui=${language()}`);
    request.setRequestHeader("X-Metodbank", "1");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => {
      Object.assign(entry, { sent: event.loaded, movedAt: Date.now() });
      show();
    };
    request.onload = () => arrived(entry, request);
    request.onerror = () => failed(entry, "");
    request.onabort = () => failed(entry, "");
    request.send(entry.file);
  };
  const arrived = (entry, request) => {
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch { /* from a proxy */ }
    if (request.status === 200) {
      if (began) began.bytes += entry.file.size;
      entries.delete(entry.id);
      delivered.add(entry.id);
      pump();
      poll();
    } else if (request.status === 401 || request.status === 403) {
      const wasOut = isOut;
      isOut = true;
      entry.state = "waiting";
      if (!wasOut) say(texts().loggedOut || answer.problem, true); // and not for each file
      show();
    } else {
      // asking again changes nothing where the file itself is refused
      failed(entry, answer.problem || "", [400, 404, 413].includes(request.status));
    }
  };
  const failed = (entry, problem, isFinal) => {
    if (!entries.has(entry.id)) return; // taken back meanwhile
    if (navigator.onLine === false) {
      entry.state = "waiting"; // goes on when the network is there again
    } else if (!isFinal && entry.tries < WAITS_MS.length) {
      entry.state = "pausing";
      setTimeout(() => {
        if (entry.state === "pausing") entry.state = "waiting";
        pump();
      }, WAITS_MS[entry.tries]);
      entry.tries += 1;
    } else {
      Object.assign(entry, { state: "stopped", problem: problem || texts().cutOff });
      say(filled(texts().stopped, { name: entry.file.name, problem: entry.problem }), true);
    }
    pump();
  };
  const again = (entry) => Object.assign(entry, { state: "waiting", tries: 0, problem: "" });
  const takeBack = (id) => {
    const entry = entries.get(id);
    entries.delete(id);
    if (entry && entry.request) entry.request.abort();
    pump();
  };
  const wake = () => {
    isOut = false; // somebody may have logged in again in another window
    for (const entry of of("pausing")) again(entry);
    pump();
    poll();
  };
  window.addEventListener("online", () => {
    for (const entry of of("stopped")) again(entry);
    wake();
  });
  window.addEventListener("offline", () => show());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") wake();
  });
  window.addEventListener("beforeunload", (event) => {
    if (isBusy()) event.preventDefault();
  });

  // How far the server is: asked once a second while something moves

  let asking;
  let drawnAt = 0;
  let takesMs = 0;
  let lastMoved = 0; // when the server last said that something moves
  let isDue = false; // files have come so far that the page shows more of them
  const poll = () => {
    if (!asking) asking = setTimeout(ask, 300);
  };
  const ask = async () => {
    const batch = root() && root().dataset.batch;
    const isSeen = document.visibilityState === "visible";
    if (!batch) { asking = undefined; return; }
    for (const entry of of("sending")) {
      if (Date.now() - entry.movedAt > SILENCE_MS) entry.request.abort();
    }
    let isMoving = true;
    try {
      const response = await fetch(`./batch/state?id=${batch}&ui=${language()}`, { credentials: "same-origin" });
      const answer = await response.json();
      if (response.ok) {
        heard(batch, answer);
        if (answer.moving > 0 || isBusy()) lastMoved = Date.now();
        isMoving = isDue || Date.now() - lastMoved < COMPARED_MS;
      } else if (response.status !== 429) {
        isMoving = false;
        if (answer.isLoggedOut) {
          isOut = true;
          if (isBusy()) say(texts().loggedOut, true);
          else say(answer.problem, true);
          show();
        }
      }
    } catch { /* the next time */ }
    asking = isMoving ? setTimeout(ask, isSeen ? 1000 : 5000) : undefined;
  };
  const heard = (batch, answer) => {
    const before = answers.get(batch);
    answers.set(batch, answer);
    if (answer.moving && !reading) reading = { at: Date.now(), done: answer.done };
    if (!answer.moving && !isBusy()) reading = undefined;
    for (const { id, state, text } of answer.files) {
      const row = rowOf(id);
      if (row && row.dataset.state !== state) {
        // what is on its way looks the same but for its words
        if (["arrived", "reading"].includes(state)) row.dataset.state = state;
        else isDue = true;
      }
      if (row && !entries.has(id)) setText(row.querySelector(".mb-step-text"), text);
    }
    if (before && (before.files.length !== answer.files.length || before.alike !== answer.alike)) isDue = true;
    tell(answer);
    show();
    // a page of many files takes its time: at most a third of it goes into drawing
    if (isDue && Date.now() - drawnAt > Math.max(2000, 3 * takesMs)) redraw();
  };
  const redraw = () => {
    isDue = false;
    drawnAt = Date.now();
    window.dispatchEvent(new PopStateEvent("popstate"));
    setTimeout(() => window.metodbank.whenSettled(() => { takesMs = Date.now() - drawnAt; }), 100);
  };

  // Showing

  const rowOf = (id) => document.querySelector(`[data-file="${id}"]`);
  const setText = (element, text) => {
    if (element && element.textContent !== text) element.textContent = text;
  };
  const percentOf = (entry) =>
    entry.file.size ? Math.min(100, Math.floor((100 * entry.sent) / entry.file.size)) : 0;
  const textOf = (entry) => {
    if (entry.state === "sending") return filled(texts().sending, { percent: percentOf(entry) });
    if (entry.state === "stopped") return filled(texts().didNotArrive, { problem: entry.problem });
    return entry.tries ? texts().tryingAgain : texts().queued;
  };
  const mark = (entry) => {
    const row = rowOf(entry.id);
    if (!row) return;
    setText(row.querySelector(".mb-step-text"), textOf(entry));
    const bar = row.querySelector("progress");
    if (!bar) return;
    bar.hidden = entry.state !== "sending";
    if (bar.value !== percentOf(entry)) bar.value = percentOf(entry);
  };
  const left = (doneShare, since) => {
    if (doneShare <= 0.02) return "";
    const minutes = (((Date.now() - since) / doneShare) * (1 - doneShare)) / 60000;
    if (minutes < 1) return texts().leftSeconds;
    return minutes < 1.5 ? texts().leftMinute : filled(texts().leftMinutes, { n: Math.round(minutes) });
  };
  const sendingText = () => {
    const mine = [...entries.values()].filter((entry) => entry.state !== "stopped");
    if (mine.length && isOut) return texts().loggedOut || "";
    if (mine.length && navigator.onLine === false) return texts().offline || "";
    if (!mine.length || !began) return "";
    const sent = began.bytes + mine.reduce((sum, entry) => sum + entry.sent, 0);
    const all = began.bytes + mine.reduce((sum, entry) => sum + entry.file.size, 0);
    const percent = all ? Math.floor((100 * sent) / all) : 0;
    return filled(texts().sendingAll, { n: mine.length, percent, left: left(all ? sent / all : 0, began.at) });
  };
  const readingText = (answer) => {
    if (!answer || !answer.moving || !reading) return "";
    const done = answer.done - reading.done;
    const all = done + answer.moving;
    return filled(texts().readingAll, { n: answer.moving, left: left(done / all, reading.at) });
  };
  const show = () => {
    if (!root()) return;
    for (const entry of entries.values()) mark(entry);
    const answer = answers.get(root().dataset.batch);
    const totals = document.getElementById("mb-totals");
    if (totals) {
      setText(totals.querySelector(".mb-sending"), sendingText().trim());
      setText(totals.querySelector(".mb-reading"), readingText(answer).trim());
      if (answer) setText(totals.querySelector(".mb-batch-summary"), answer.summary);
    }
    // what is on its way need not be chosen again
    const announced = [...document.querySelectorAll('[data-file][data-state="announced"]')];
    const isAwaited = announced.some((row) => !delivered.has(Number(row.dataset.file)));
    document.body.classList.toggle("mb-is-sending", isBusy() || !isAwaited);
    const button = document.getElementById("mb-try-again");
    if (button) button.hidden = !of("stopped").length;
    if (!isBusy()) began = undefined;
  };

  // Heard, and not seen: at each quarter of the way and at its end, and not every second
  const region = document.createElement("div");
  region.className = "mb-sr";
  region.setAttribute("role", "status");
  let quarter = 4;
  const tell = (answer) => {
    const all = answer.files.filter((each) => each.state !== "left_out").length;
    const now = isBusy() || answer.moving ? Math.min(3, Math.floor((4 * answer.done) / Math.max(all, 1))) : 4;
    if (now === quarter) return;
    const isFurther = now > quarter;
    quarter = now;
    if (!isFurther) return;
    if (!region.isConnected) (document.querySelector(".stApp") || document.body).append(region);
    region.lang = document.documentElement.lang;
    region.textContent = now === 4
      ? filled(texts().allDone, { summary: answer.summary })
      : filled(texts().someDone, { n: answer.done, all });
  };

  // What stands in a file when somebody asks for it: only then, and only here
  document.addEventListener("mb:done", (event) => {
    const { detail, target } = event;
    if (detail.removed) takeBack(detail.removed);
    if (root() && (target.dataset.do || "").startsWith("batches.")) {
      answers.delete(root().dataset.batch); // what was heard before would be shown in place of what is drawn now
      poll();
    }
    if (target.dataset.do && target.dataset.do.startsWith("batches.") && target.dataset.next) {
      event.preventDefault(); // goes on in the reader's language, which the server's answer does not know
      const next = new URL(target.dataset.next, location.href);
      if (detail.begun) next.searchParams.set("id", detail.begun);
      window.metodbank.open(next.href, target.dataset.then);
    }
    if (!detail.found) return;
    const list = document.getElementById(target.dataset.shows);
    if (!list) return;
    list.replaceChildren(...detail.found.map(({ kind, words, line }) => {
      const item = document.createElement("li");
      const strong = document.createElement("strong");
      strong.textContent = words;
      const name = `kind_${kind}`.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
      item.append(`${texts()[name] || ""}: `, strong, document.createElement("br"), line);
      return item;
    }));
    list.hidden = false;
    list.tabIndex = -1;
    list.focus();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("#mb-try-again");
    if (!button) return;
    for (const entry of of("stopped")) again(entry);
    pump();
    const title = document.getElementById("mb-files");
    if (title) title.focus(); // the button goes away
  });

  let shown;
  document.addEventListener("mb:drawn", () => {
    if (!root()) { shown = undefined; return; }
    const folder = document.querySelector("input[data-upload='folder']");
    if (folder && !folder.webkitdirectory && "webkitdirectory" in folder) folder.webkitdirectory = true;
    if (shown !== root().dataset.batch) {
      shown = root().dataset.batch;
      quarter = 4;
      reading = undefined;
      if (isOut) { isOut = false; pump(); }
      poll();
    }
    // other facts, or other words masked: the file is read again
    if (document.querySelector("[data-file]:is([data-state='arrived'], [data-state='reading'])")) poll();
    show();
  });
})();
