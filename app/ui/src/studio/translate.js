// The words of the modeller itself. What no list knows is remembered, so that a test finds it.
import community from "bpmn-js-i18n/translations/zn.js";
import own from "./chinese.json";
import { chinese } from "./say.js";

const words = { ...community, ...own };
export const missing = new Set();

export function translate(template, replacements = {}) {
  let said = template;
  if (chinese) {
    said = words[template];
    if (said === undefined) {
      if (/[a-z]{2}/i.test(template)) missing.add(template);
      said = template;
    }
  }
  return said.replace(/{([^}]+)}/g, (_, key) => (key in replacements ? (chinese && words[replacements[key]]) || replacements[key] : `{${key}}`));
}

export default { translate: ["value", translate] };

// Parts that speak English whatever they are told: their texts, titles and placeholders are replaced as they appear.
export function translateWhatIsLeft(root) {
  const attributes = ["title", "aria-label", "placeholder", "data-placeholder"];
  const mend = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      // the title of the expression's own window
      const kind = /^Bpmn:(\w+)/.exec(node.data);
      if (kind) node.data = node.data.replace(kind[0], translate(kind[1].replace(/(\B[A-Z])/g, " $1")));
      if (!chinese) return;
      const found = words[node.data.trim()];
      if (found && found !== node.data.trim() && !node.parentElement?.closest("svg, [contenteditable=true], textarea, .cm-editor, [data-own]")) node.data = node.data.replace(node.data.trim(), found);
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of chinese ? attributes : []) {
      const found = words[node.getAttribute(name)];
      if (found && found !== node.getAttribute(name)) node.setAttribute(name, found);
    }
    node.childNodes.forEach(mend);
  };
  mend(root);
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") mend(change.target);
      else if (change.type === "characterData") mend(change.target);
      else change.addedNodes.forEach(mend);
    }
  }).observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: attributes, characterData: true });
}
