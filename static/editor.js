// The editor of a survey with scripts: the preview follows what is typed, questions can be dragged, names are put in
// with a press. Everything works without it, more slowly.
(() => {
  const form = document.querySelector("[data-editor]");
  if (!form) return;

  // ---- the preview ----
  const frames = [...form.querySelectorAll("iframe[data-frame]")];
  let waiting, asked = 0, unsaved = form.hasAttribute("data-unsaved");
  if (unsaved) soon();

  // The page in the frame gets the new content; the frame itself is not sent anywhere, so that "back" stays what it was.
  function put(frame, text) {
    const shown = frame.contentDocument;
    if (!shown || !shown.body) return;
    // the frame's own parser: a letter has styles inline, which this page's policy forbids and the frame's allows
    const wanted = new frame.contentWindow.DOMParser().parseFromString(text, "text/html");
    const styles = (page) => [...page.head.querySelectorAll("style, link[rel=stylesheet]")].map((style) => style.outerHTML).join();
    if (styles(shown) !== styles(wanted)) shown.head.innerHTML = wanted.head.innerHTML;
    shown.body.innerHTML = wanted.body.innerHTML;
    for (const part of ["documentElement", "body"]) {
      for (const name of ["lang", "dir", "class", "style"]) {
        const value = wanted[part].getAttribute(name);
        if (value === null) shown[part].removeAttribute(name);
        else shown[part].setAttribute(name, value);
      }
    }
  }

  async function follow() {
    const number = ++asked;
    for (const frame of frames) {
      // one that is not chosen is drawn when it is
      if (!frame.getClientRects().length) continue;
      try {
        const body = new URLSearchParams(new FormData(form));
        const answer = await fetch(frame.dataset.frame, { method: "POST", body, redirect: "error" });
        if (!answer.ok) return;
        const text = await answer.text();
        if (number !== asked) return;
        put(frame, text);
      } catch {
        return;
      }
    }
  }
  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(follow, 350);
  }
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  // a frame that comes late, or on a page of what is not saved, comes with what is kept
  for (const frame of frames) frame.addEventListener("load", () => { if (asked || unsaved) soon(); });

  // ---- names that stand in texts ----
  let last;
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("input[type=text][name*='.text.'], input[name^='subject.'], input[name^='thanks.']")) last = event.target;
  });
  for (const name of form.querySelectorAll("[data-insert]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "insert";
    button.textContent = name.dataset.insert;
    button.addEventListener("click", () => {
      const field = last || form.querySelector("input[name^='subject.']");
      field.focus();
      field.setRangeText(name.dataset.insert, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    name.replaceWith(button);
  }

  // ---- questions that are dragged: their order on the page is the order they are sent in ----
  const list = form.querySelector("[data-questions]");
  const order = () => [...list.children].map((question) => question.id).join();
  let dragged, before, pointerAt;

  // Where the pointer is: before the first question whose middle is below it.
  function place() {
    const others = [...list.children].filter((other) => other !== dragged);
    const next = others.find((other) => {
      const { top, height } = other.getBoundingClientRect();
      return pointerAt < top + height / 2;
    }) || null;
    if (next !== dragged.nextElementSibling) list.insertBefore(dragged, next);
  }
  // Questions are high: near the window's edges the page moves on below the pointer.
  function onward() {
    if (!dragged) return;
    const { top, bottom } = list.getBoundingClientRect(), [above, below] = [64, innerHeight - 96];
    if (pointerAt < above && top < above) scrollBy(0, -12);
    if (pointerAt > below && bottom > below) scrollBy(0, 12);
    place();
    requestAnimationFrame(onward);
  }
  // What the page says of each question by its place.
  function renumber() {
    [...list.children].forEach((question, i) => {
      for (const number of question.querySelectorAll("[data-number]")) number.textContent = i + 1;
      question.querySelector("[value^='up:']").disabled = i === 0;
      question.querySelector("[value^='down:']").disabled = i + 1 === list.children.length;
    });
    const first = list.querySelector("[data-first]");
    if (first) list.querySelector("legend").append(first);
  }

  for (const grip of list.querySelectorAll("[data-grip]")) {
    grip.hidden = false;
    grip.addEventListener("pointerdown", (event) => {
      if (dragged || event.button !== 0) return;
      event.preventDefault();
      dragged = grip.closest("li");
      before = order();
      pointerAt = event.clientY;
      dragged.classList.add("dragged");
      // the list stays where it is: what is moved about in the page loses the pointer
      list.setPointerCapture(event.pointerId);
      requestAnimationFrame(onward);
    });
  }
  list.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    pointerAt = event.clientY;
    place();
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
    list.addEventListener(end, () => {
      if (!dragged) return;
      const moved = dragged;
      dragged = undefined;
      moved.classList.remove("dragged");
      if (order() === before) return;
      renumber();
      // a change like any that is typed
      moved.querySelector("[name=row]").dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  // ---- what is typed and not saved is not left by mistake ----
  form.addEventListener("input", (event) => { if (!event.target.name.startsWith("see.")) unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
})();
