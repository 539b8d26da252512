// The questions of the panel: those of the properties panel, and a few of our own.
import {
  CheckboxEntry, FeelEntry, SelectEntry, TextAreaEntry, TextFieldEntry,
  isCheckboxEntryEdited, isFeelEntryEdited, isSelectEntryEdited, isTextAreaEntryEdited, isTextFieldEntryEdited,
} from "@bpmn-io/properties-panel";
import { h } from "@bpmn-io/properties-panel/preact";
import { say } from "../say.js";
import { useService } from "./panel.js";

const debounced = (kind) => (props) => h(kind, { ...props, debounce: useService("debounceInput") });
const TextField = debounced(TextFieldEntry);
const TextArea = debounced(TextAreaEntry);
const Feel = (props) => h(FeelEntry, { ...props, debounce: useService("debounceInput"), translate: useService("translate") });

export const text = (entry) => ({ ...entry, component: TextField, isEdited: isTextFieldEntryEdited });
export const area = (entry) => ({ ...entry, autoResize: true, component: TextArea, isEdited: isTextAreaEntryEdited });
export const tick = (entry) => ({ ...entry, component: CheckboxEntry, isEdited: isCheckboxEntryEdited });
export const select = (entry) => ({ ...entry, getOptions: () => entry.options, component: SelectEntry, isEdited: isSelectEntryEdited });
export const feel = (entry) => ({ feel: "required", ...entry, component: Feel, isEdited: isFeelEntryEdited });

const row = (id, label, description, ...inside) =>
  h("div", { class: "bio-properties-panel-entry", "data-entry-id": id },
    h("label", { class: "bio-properties-panel-label", for: `dl-${id}` }, label), ...inside,
    description && h("div", { class: "bio-properties-panel-description" }, description));

const units = () => [["wd", say("个工作日", "working days")], ["d", say("日", "calendar days")], ["h", say("小时", "hours")]];

// 2wd, 30d, 24h: a number and what it counts.
function Limit({ id, label, description, element, getValue, setValue }) {
  const [, amount = "", unit = "wd"] = /^(\d+)\s*(wd|d|h)$/.exec(getValue(element) || "") ?? [];
  const write = (number, kind) => setValue(/^[1-9]\d{0,4}$/.test(number) ? `${number}${kind}` : "");
  return row(id, label, description,
    h("div", { class: "dl-amount" },
      h("input", { id: `dl-${id}`, class: "bio-properties-panel-input", type: "number", min: 1, max: 99999, value: amount,
        onChange: (event) => write(event.target.value, unit) }),
      h("select", { class: "bio-properties-panel-input", "aria-label": say("单位", "Unit"), value: unit,
        onChange: (event) => write(amount, event.target.value) },
        units().map(([value, name]) => h("option", { value, selected: value === unit }, name)))));
}
export const limit = (entry) => ({ ...entry, component: Limit });

// Several of a list. The value is a list of the ticked ones.
function Ticks({ id, label, description, element, options, getValue, setValue }) {
  const ticked = getValue(element);
  const turn = (value, on) => setValue(on ? [...ticked, value] : ticked.filter((one) => one !== value));
  return h("fieldset", { class: "bio-properties-panel-entry dl-ticks", "data-entry-id": id },
    h("legend", { class: "bio-properties-panel-label" }, label),
    options.length ? options.map((option) => h("label", { key: option.value },
      h("input", { type: "checkbox", checked: ticked.includes(option.value), value: option.value,
        onChange: (event) => turn(option.value, event.target.checked) }), h("span", null, option.label)))
      : h("p", { class: "dl-none" }, say("还没有可选的", "There is nothing to choose from yet")),
    description && h("div", { class: "bio-properties-panel-description" }, description));
}
export const ticks = (entry) => ({ ...entry, component: Ticks });

// A span as people say it; what they do not say so is written in FEEL or ISO 8601.
const SPANS = [
  ["wd", /^=\s*working days\((\d+)\)$/, (n) => `= working days(${n})`, () => say("个工作日", "working days")],
  ["d", /^(?:P(\d+)D|=\s*calendar days\((\d+)\))$/, (n) => `P${n}D`, () => say("日（自然日）", "calendar days")],
  ["h", /^(?:PT(\d+)H|=\s*hours\((\d+)\))$/, (n) => `PT${n}H`, () => say("小时", "hours")],
];
const BEFORE = ["before", /^=\s*promise\s*-\s*working days\((\d+)\)$/, (n) => `= promise - working days(${n})`,
  () => say("个工作日，承诺期限之前", "working days before the promised limit")];

export function spanOf(value, date) {
  for (const [kind, pattern] of date ? [BEFORE] : SPANS) {
    const found = pattern.exec((value || "").trim());
    if (found) return [kind, found[1] ?? found[2]];
  }
  return ["own", ""];
}

function Span({ id, label, description, element, date, getValue, setValue }) {
  const kinds = date ? [BEFORE] : SPANS;
  const [kind, amount] = spanOf(getValue(element), date);
  const write = (number, name) => {
    const found = kinds.find(([one]) => one === name);
    if (found && /^[1-9]\d{0,4}$/.test(number)) setValue(found[2](number));
  };
  return row(id, label, description,
    h("div", { class: "dl-amount" },
      h("input", { id: `dl-${id}`, class: "bio-properties-panel-input", type: "number", min: 1, value: amount,
        onChange: (event) => write(event.target.value, kind === "own" ? kinds[0][0] : kind) }),
      h("select", { class: "bio-properties-panel-input", "aria-label": say("怎么算", "Counted in"), value: kind,
        onChange: (event) => write(amount || "1", event.target.value) },
        kind === "own" && h("option", { value: "own", selected: true }, say("按下面写的", "as written below")),
        kinds.map(([value, , , name]) => h("option", { value, selected: value === kind }, name())))));
}
export const span = (entry) => ({ ...entry, component: Span });

// Where something else is edited: a form, a table, another flow.
function Link({ id, href, label }) {
  return h("div", { class: "bio-properties-panel-entry", "data-entry-id": id }, h("a", { href }, label));
}
export const link = (entry) => ({ ...entry, component: Link });

function Note({ id, label }) {
  return h("div", { class: "bio-properties-panel-entry", "data-entry-id": id }, h("p", { class: "dl-none" }, label));
}
export const note = (entry) => ({ ...entry, component: Note });

// The choices of a list, with what is written though it is not among them.
export function options(list, current, missing, none) {
  const known = list.some((one) => one.value === current);
  return [
    { value: "", label: none },
    ...(current && !known ? [{ value: current, label: `${current} ${missing}` }] : []),
    ...list,
  ];
}
