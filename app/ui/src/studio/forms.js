// The form designer: saved as it is changed. While somebody is typing in the list only what is around it is renewed, so that nothing typed is overwritten.
function tendFormDesk(page) {
  if (!page.querySelector("#form-desk")) return;
  let open = [];
  page.body.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (![200, 409, 413, 422].includes(xhr.status)) return;
    event.detail.isError = false;
    open = [...page.querySelectorAll("#form-desk details[open]")].map((one) => one.id);
    const list = page.querySelector("form[data-form-desk]");
    const typing = requestConfig.triggeringEvent?.type === "change" && list?.contains(page.activeElement);
    event.detail.shouldSwap = !typing;
    if (typing) renewAround(page, list, new DOMParser().parseFromString(xhr.responseText, "text/html"));
  });
  page.body.addEventListener("htmx:afterSwap", () => {
    for (const id of open) page.getElementById(id)?.setAttribute("open", "");
    followStep(page);
    page.querySelector("#form-desk [data-focus-first]")?.focus();
  });
  followStep(page);
}

function renewAround(page, list, answer) {
  const fresh = answer.querySelector("form[data-form-desk]");
  if (!fresh) return;
  for (const input of fresh.querySelectorAll("input[type=hidden], input[name$='.name']")) {
    const here = list.elements.namedItem(input.name);
    if (here && here !== page.activeElement && !(here instanceof RadioNodeList)) here.value = input.value;
  }
  // the English of what has a Chinese title of its own by now, unless somebody has begun to say it
  for (const input of fresh.querySelectorAll("input[name$='.title_en'], input[name*='.o.'][name$='.en']")) {
    const here = list.elements.namedItem(input.name);
    if (here && here !== page.activeElement && here.value === here.defaultValue) here.value = here.defaultValue = input.value;
  }
  list.querySelector(".form-tools").replaceWith(fresh.querySelector(".form-tools"));
  const before = [...list.querySelectorAll(".item")];
  [...fresh.querySelectorAll(".item")].forEach((item, place) => {
    before[place]?.classList.toggle("bad", item.classList.contains("bad"));
    before[place]?.querySelector("summary")?.replaceChildren(...item.querySelector("summary").childNodes);
  });
  list.querySelector(".errsum")?.remove();
  const told = answer.querySelector(".errsum");
  if (told) list.prepend(told);
  else page.querySelector(".form-preview").replaceWith(answer.querySelector(".form-preview"));
  followStep(page);
}

function followStep(page) {
  page.querySelector("[data-step]")?.addEventListener("change", (event) => event.target.form.requestSubmit());
}

document.addEventListener("DOMContentLoaded", () => tendFormDesk(document));
