// Says before sending what would be refused after it: kind and size of a chosen file.
export function previewUploads(page) {
  for (const input of page.querySelectorAll("input[type=file][data-max]")) {
    const said = document.getElementById(input.dataset.said);
    input.addEventListener("change", () => {
      const file = input.files[0];
      const tooBig = file && file.size > Number(input.dataset.max);
      const kinds = input.accept.split(",").filter(Boolean);
      const wrong = file && kinds.length && !kinds.some((kind) => file.name.toLowerCase().endsWith(kind));
      const problem = tooBig ? input.dataset.tooBig : wrong ? input.dataset.wrongKind : "";
      input.setCustomValidity(problem);
      said.textContent = problem || (file ? `${file.name} (${size(file.size)})` : "");
      said.classList.toggle("err", Boolean(problem));
    });
  }
}

function size(bytes) {
  return bytes >= 1048576 ? `${(bytes / 1048576).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;
}
