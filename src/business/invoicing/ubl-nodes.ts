import type { XmlNode } from '#xml'

/** One node, or none when there is nothing to say: UBL forbids empty elements. */
export type Optional = XmlNode[]

export function basic(
  name: string,
  text: string | undefined,
  attributes: Readonly<Record<string, string>> = {},
): Optional {
  return text === undefined || text === '' ? [] : [{ name: `cbc:${name}`, attributes, text }]
}

export function aggregate(name: string, ...parts: readonly Optional[]): Optional {
  const children = parts.flat()
  return children.length === 0 ? [] : [{ name: `cac:${name}`, children }]
}
