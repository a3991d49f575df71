// Small comforts of the console; every page works without them.

// Empty filters stay out of the address.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-tidy")) return;
  for (const field of form.elements) {
    if (field.name && field.value === "") field.disabled = true;
  }
});
// Going back shows the form as it was left, with nothing switched off.
addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("[data-tidy] :disabled")) field.disabled = false;
});

// A menu closes with Escape and when the page behind it is touched.
const menu = document.querySelector(".side-narrow");
if (menu) {
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
}

// Printing from the page itself.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// A colour can be picked as well as typed.
for (const box of document.querySelectorAll("[data-colour]")) {
  const typed = document.getElementById(box.dataset.colour);
  const picked = document.createElement("input");
  picked.type = "color";
  picked.value = "#0f6674";
  picked.setAttribute("aria-label", "Pick the colour");
  const follow = () => {
    if (/^#[0-9a-f]{6}$/i.test(typed.value.trim())) picked.value = typed.value.trim();
  };
  follow();
  typed.addEventListener("input", follow);
  picked.addEventListener("input", () => (typed.value = picked.value));
  const row = document.createElement("div");
  row.className = "colour-pick";
  typed.before(row);
  row.append(typed, picked);
}

// A file that is larger than the server takes is refused as soon as it is chosen, in the server's words.
for (const field of document.querySelectorAll("[data-most]")) {
  const id = `${field.id}-error`;
  const tooLarge = () => [...field.files].some((file) => file.size > Number(field.dataset.most));
  const look = () => {
    // What was said so far was about another file.
    document.getElementById(id)?.remove();
    const described = field.getAttribute("aria-describedby").split(" ").filter((known) => known !== id);
    if (tooLarge()) {
      const words = document.createElement("p");
      words.className = "error";
      words.id = id;
      words.setAttribute("role", "alert");
      words.textContent = field.dataset.tooLarge;
      field.closest(".field").append(words);
      field.setAttribute("aria-invalid", "true");
      described.push(id);
    } else {
      field.removeAttribute("aria-invalid");
    }
    field.setAttribute("aria-describedby", described.join(" "));
    field.closest(".field").classList.toggle("field-wrong", tooLarge());
  };
  field.addEventListener("change", look);
  field.form.addEventListener("submit", (event) => {
    if (!tooLarge()) return;
    event.preventDefault();
    look();
    field.focus();
  });
}
