// Decision tables: edited as tables, checked and saved as they are edited.
import "dmn-js/dist/assets/diagram-js.css";
import "dmn-js/dist/assets/dmn-js-shared.css";
import "dmn-js/dist/assets/dmn-js-drd.css";
import "dmn-js/dist/assets/dmn-js-decision-table.css";
import "dmn-js/dist/assets/dmn-js-decision-table-controls.css";
import "dmn-js/dist/assets/dmn-js-literal-expression.css";
import "dmn-js/dist/assets/dmn-js-boxed-expression.css";
import "dmn-js/dist/assets/dmn-js-boxed-expression-controls.css";
import "dmn-js/dist/assets/dmn-font/css/dmn.css";
import "./designer.css";
import "./tables.css";
import Modeler from "dmn-js/lib/Modeler";
import { askAboutConflict } from "./conflict.js";
import { Findings } from "./findings.js";
import { Saver, stateWords } from "./saving.js";
import { given as read, say } from "./say.js";
import { useToken } from "./server.js";
import translation, { missing, translateWhatIsLeft } from "./translate.js";

const given = read();
useToken(given.token);
const $ = (selector) => document.querySelector(selector);
const words = { additionalModules: [translation] };
const paper = { drdRenderer: { defaultFillColor: "var(--paper)", defaultStrokeColor: "var(--ink)", defaultLabelColor: "var(--ink)" } };
const modeler = new Modeler({ container: "#canvas", drd: { ...words, ...paper }, decisionTable: words, literalExpression: words, boxedExpression: words });
const xml = async () => (await modeler.saveXML({ format: true })).xml;

const saver = new Saver({
  draft: given.draft, file: given.file, revision: given.revision, url: given.urls.save, read: xml,
  show(state, said) {
    const place = $("#saving");
    place.dataset.state = state;
    place.textContent = stateWords(state, said);
  },
  conflict: (said, content) => askAboutConflict(given, given.file, said, content, saver),
});
const findings = new Findings({ url: given.urls.check, file: given.file, list: $("#findings"), head: $("#findings-head"), read: xml, shown: markCells });

// What is wrong with a cell stands at the cell. The editor draws its cells anew as it likes: a style sheet finds them by their ids.
const marks = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, marks];

function markCells() {
  const cells = modeler.getActiveViewer()?.get("elementRegistry", false)?.getAll().filter((one) => one.row && one.col) ?? [];
  const rules = cells.map(({ id, businessObject }) => {
    const said = findings.ofCell(businessObject?.text ?? "");
    const here = `#canvas td[data-element-id="${CSS.escape(id)}"]`;
    return said ? `${here} { box-shadow: inset 0 0 0 2px var(--late); } ${here}::after { content: "! " ${JSON.stringify(said.message.replaceAll("\n", " "))}; }` : "";
  });
  marks.replaceSync(rules.join("\n"));
}

function tabs() {
  const views = modeler.getViews();
  const active = modeler.getActiveView();
  $("#views").replaceChildren(...views.map((view) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.textContent = view.type === "drd" ? say("决策关系图", "Requirements diagram") : view.element.name || view.element.id;
    tab.setAttribute("aria-pressed", String(view === active));
    tab.addEventListener("click", () => modeler.open(view));
    return tab;
  }));
}

function follow() {
  const viewer = modeler.getActiveViewer();
  const stack = viewer?.get("commandStack", false);
  if (!stack || stack === follow.stack) return;
  follow.stack = stack;
  const buttons = () => { $("#undo").disabled = !stack.canUndo(); $("#redo").disabled = !stack.canRedo(); };
  $("#undo").onclick = () => stack.undo();
  $("#redo").onclick = () => stack.redo();
  viewer.on("commandStack.changed", () => buttons());
  viewer.on("elements.changed", () => { buttons(); saver.changed(); findings.soon(); });
  buttons();
}

// The editor finds by its id what it has to draw anew; in files written by hand or by other tools cells have none, and what was typed was kept but not shown.
function nameCells(definitions) {
  const text = given.content;
  let last = 0;
  const next = () => { let id; do id = `cell-${++last}`; while (text.includes(`"${id}"`)); return id; };
  for (const { decisionLogic: table } of definitions.drgElement ?? []) {
    const rules = table?.rule ?? [];
    const columns = [...(table?.input ?? []), ...(table?.output ?? [])];
    const entries = rules.flatMap((rule) => [...(rule.inputEntry ?? []), ...(rule.outputEntry ?? [])]);
    for (const part of [...columns, ...rules, ...entries]) if (!part.id) part.id = next();
  }
}

function offer(kept) {
  const place = $("#kept");
  place.hidden = false;
  place.querySelector("[data-when]").textContent = new Date(kept.at).toLocaleString(document.documentElement.lang);
  place.querySelector("[data-restore]").onclick = async () => {
    place.hidden = true;
    saver.revision = kept.revision;
    await modeler.importXML(kept.content);
    saver.changed();
  };
  place.querySelector("[data-drop]").onclick = () => { saver.forget(); place.hidden = true; };
}

async function start() {
  translateWhatIsLeft(document.body);
  modeler.on("views.changed", () => { tabs(); follow(); });
  modeler.on("import.parse.complete", ({ definitions }) => { if (definitions) nameCells(definitions); });
  try {
    const { warnings } = await modeler.importXML(given.content);
    if (warnings.length) throw new Error(warnings.map((one) => one.message).join("\n"));
    const table = modeler.getViews().find((view) => view.type === "decisionTable");
    if (table) await modeler.open(table);
  } catch (error) {
    const place = $("#unread");
    place.hidden = false;
    place.querySelector("[data-what]").textContent = say("这个文件里有编辑器读不懂的内容，只能看，不能在这里改。", "The file holds what the editor does not understand; it cannot be changed here.");
    place.querySelector("ul").replaceChildren(Object.assign(document.createElement("li"), { textContent: error.message }));
    saver.stopped = true;
  }
  for (const link of document.querySelectorAll("[data-after-saving]")) {
    link.addEventListener("click", async (event) => {
      if (!saver.dirty) return;
      event.preventDefault();
      if (await saver.flush()) location.assign(link.href);
    });
  }
  const kept = saver.kept(given.content);
  if (kept) offer(kept);
  findings.look();
  document.body.dataset.ready = "yes";
}

window.studio = { modeler, saver, missing };
start();
