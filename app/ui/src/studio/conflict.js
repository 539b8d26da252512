// Two people changed the same file: what happened, and both ways on.
import { newKey, send } from "./server.js";
import { say } from "./say.js";

export function askAboutConflict(given, file, said, content, saver) {
  const dialog = document.getElementById("conflict");
  dialog.querySelector("[data-what]").textContent = say(
    `${said.by}在 ${said.at} 改过 ${file}。您的改动没有覆盖它，也没有丢：都还在这一页。`,
    `${said.by_en} changed ${file} at ${said.at}. Your changes have not replaced it and are not lost: they are still on this page.`);
  dialog.querySelector("[data-copy]").onclick = async () => {
    const { url } = await send(given.urls.copy, { key: newKey(), changes: { [file]: content } });
    saver.dirty = false;
    saver.forget();
    location.assign(url);
  };
  dialog.querySelector("[data-theirs]").onclick = () => { saver.dirty = false; saver.forget(); location.reload(); };
  dialog.querySelector("[data-mine]").onclick = () => download(file, content);
  dialog.showModal();
}

export function download(name, content, type = "application/xml") {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
