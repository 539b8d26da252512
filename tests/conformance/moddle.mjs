// Reads JSON lines {"name", "xml"} and says of each what bpmn-moddle, the parser of bpmn-js and Camunda Modeler, warns of.
import { createInterface } from 'node:readline';
import BpmnModdle from 'bpmn-moddle';

for await (const line of createInterface({ input: process.stdin })) {
  const { name, xml } = JSON.parse(line);
  const said = { name, error: null, warnings: [], elements: 0 };
  try {
    const { warnings, elementsById } = await new BpmnModdle().fromXML(xml);
    said.warnings = warnings.map((warning) => warning.message);
    said.elements = Object.keys(elementsById).length;
  } catch (error) {
    said.error = error.message;
    said.warnings = (error.warnings ?? []).map((warning) => warning.message);
  }
  console.log(JSON.stringify(said));
}
