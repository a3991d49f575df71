// The editor of a survey with scripts: the preview follows what is typed, questions can be dragged, names are put in
// with a press. Everything works without it, more slowly.
(() => {
  const form = document.querySelector("[data-editor]");
  if (!form) return;

  // ---- the preview ----
  const frames = [...form.querySelectorAll("iframe[data-frame]")];
  let waiting, asked = 0;

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
  for (const grip of list.querySelectorAll("[data-grip]")) {
    const question = grip.closest("li");
    grip.hidden = false;
    grip.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      grip.setPointerCapture(event.pointerId);
      question.classList.add("dragged");
    });
    grip.addEventListener("pointermove", (event) => {
      if (!question.classList.contains("dragged")) return;
      for (const other of list.children) {
        const { top, height } = other.getBoundingClientRect();
        if (other === question || event.clientY < top || event.clientY > top + height) continue;
        const below = question.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
        if (below && event.clientY > top + height / 2) other.after(question);
        else if (!below && event.clientY < top + height / 2) other.before(question);
        break;
      }
    });
    for (const end of ["pointerup", "pointercancel"]) {
      grip.addEventListener(end, () => {
        if (!question.classList.contains("dragged")) return;
        question.classList.remove("dragged");
        [...list.querySelectorAll("[data-number]")].forEach((number, i) => { number.textContent = i + 1; });
        soon();
      });
    }
  }

  // ---- what is typed and not saved is not left by mistake ----
  let unsaved = false;
  form.addEventListener("input", (event) => { if (!event.target.name.startsWith("see.")) unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
})();
