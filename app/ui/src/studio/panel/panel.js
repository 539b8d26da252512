// The panel beside the drawing: shows what is asked of the selected element, and follows the selection.
import { DebounceInputModule, FeelPopupModule, PropertiesPanel } from "@bpmn-io/properties-panel";
import { createContext, h, render } from "@bpmn-io/properties-panel/preact";
import { useContext, useEffect, useState } from "@bpmn-io/properties-panel/preact/hooks";
import { say } from "../say.js";

const Services = createContext({});
export const useService = (name) => useContext(Services).get(name);

const shown = (element) => (element?.type === "label" ? element.labelTarget : element);

function selected(injector) {
  const selection = injector.get("selection").get();
  if (selection.length > 1) return selection;
  return shown(selection[0]) ?? injector.get("canvas").getRootElement();
}

// What is said of the expressions asked for here, by the id of the question: how bad it is, and the sentence.
function sayingsOf(groups, element, saidOf) {
  const entries = groups.flatMap((group) => [...(group.entries ?? []), ...(group.items ?? []).flatMap((item) => item.entries ?? [])]);
  const said = entries.filter((entry) => entry.feel).map((entry) => [entry.id, saidOf(element, entry.getValue(element))]);
  return Object.fromEntries(said.filter(([, one]) => one));
}

// The properties panel knows errors only; what is a warning is marked as one.
function markSeverity(place, sayings) {
  for (const entry of place.querySelectorAll("[data-entry-id]")) {
    const { severity } = sayings[entry.dataset.entryId] ?? {};
    if (severity) entry.dataset.severity = severity;
    else delete entry.dataset.severity;
  }
}

function Panel({ place, injector, groupsOf, kindOf, saidOf }) {
  const [, again] = useState(0);
  const eventBus = injector.get("eventBus");
  useEffect(() => {
    const update = () => again((count) => count + 1);
    const events = ["selection.changed", "elements.changed", "import.done", "commandStack.changed", "daylight.checked"];
    events.forEach((name) => eventBus.on(name, update));
    return () => events.forEach((name) => eventBus.off(name, update));
  }, []);
  const element = selected(injector);
  const several = Array.isArray(element);
  const groups = several || !element ? [] : groupsOf(element);
  const sayings = sayingsOf(groups, element, saidOf);
  const errors = Object.fromEntries(Object.entries(sayings).map(([id, { sentence }]) => [id, sentence]));
  useEffect(() => markSeverity(place, sayings));
  useEffect(() => { eventBus.fire("propertiesPanel.setErrors", { errors }); }, [JSON.stringify(errors)]);
  return h(Services.Provider, { value: injector }, h(PropertiesPanel, {
    element, groups, eventBus, feelPopupContainer: document.body, getFeelPopupLinks: () => [],
    headerProvider: { getElementLabel: (one) => one.businessObject?.name, getElementIcon: () => undefined, getTypeLabel: kindOf, getDocumentationRef: () => undefined },
    placeholderProvider: {
      getEmpty: () => ({ text: say("点一个环节", "Select an element") }),
      getMultiple: () => ({ text: say("选中了好几个，点其中一个来写它的含义", "Several are selected: click one to say what it means") }),
    },
  }));
}

export default function panel(place, groupsOf, kindOf, saidOf) {
  class ThePanel {
    static $inject = ["eventBus", "injector", "commandStack"];

    constructor(eventBus, injector, commandStack) {
      commandStack.registerHandler("daylight.together", Together);
      eventBus.once("import.done", () => render(h(Panel, { place, injector, groupsOf: (element) => groupsOf(element, injector), kindOf, saidOf }), place));
    }
  }
  return { __depends__: [DebounceInputModule, FeelPopupModule], __init__: ["thePanel"], thePanel: ["type", ThePanel] };
}

// Several changes as one: one undo takes them back.
class Together {
  static $inject = ["commandStack"];

  constructor(commandStack) {
    this.commandStack = commandStack;
  }

  preExecute(commands) {
    for (const { cmd, context } of commands.list) this.commandStack.execute(cmd, context);
  }
}
