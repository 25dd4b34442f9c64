/** An element to print. Names are written as given, prefix included; give `text` or `children`, or neither. */
export type XmlNode = {
  readonly name: string
  readonly attributes?: Readonly<Record<string, string>>
  readonly children?: readonly XmlNode[]
  readonly text?: string
}

const indent = '  '
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
/** XML 1.0 has no way to write these, not even as references; also half a surrogate pair. */
const unwritable = /[^\t\n\r\u0020-\ufffd]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/** A document in UTF-8, two blanks a level, attributes in the order given: the same node gives the same bytes. */
export function printXml(root: XmlNode): string {
  return declaration + printNode(root, '')
}

function printNode(node: XmlNode, margin: string): string {
  const { name, attributes = {}, children = [], text = '' } = node
  const start = margin + '<' + name + Object.entries(attributes).map(printAttribute).join('')
  if (children.length > 0) {
    const inner = children.map((child) => printNode(child, margin + indent)).join('')
    return `${start}>\n${inner}${margin}</${name}>\n`
  }
  return text === '' ? `${start}/>\n` : `${start}>${escape(text, /[&<>\r]/g)}</${name}>\n`
}

function printAttribute([name, value]: readonly [string, string]): string {
  return ` ${name}="${escape(value, /[&<>"\t\n\r]/g)}"`
}

function escape(text: string, special: RegExp): string {
  return text.replaceAll(unwritable, '\ufffd').replaceAll(special, (char) => escapes[char] ?? char)
}
