import { getBusinessObject } from "bpmn-js/lib/util/ModelUtil";

// What kind of element it is, in the words of the modeller's own menus.
export function kindOf(element, translate) {
  const object = getBusinessObject(element);
  const event = (object.get?.("eventDefinitions") ?? [])[0]?.$type.replace(/^bpmn:|EventDefinition$/g, "");
  const kind = object.$type.replace(/^bpmn:/, "").replace(/(\B[A-Z])/g, " $1");
  return translate(event ? `${event} ${kind}` : kind);
}
