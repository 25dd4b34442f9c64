import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isRefusal, type Refusal } from '#kernel'
import { childAt, childrenNamed, textAt, type XmlElement } from './element.ts'
import { xmlLimits } from './limits.ts'
import { printXml, type XmlNode } from './print.ts'
import { parseXml, streamXml, type XmlInput } from './read.ts'
import type { XmlEvent, XmlPlan } from './reader.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)

function tree(input: string | Uint8Array): XmlElement {
  const result = parseXml(typeof input === 'string' ? bytes(input) : input)
  if (isRefusal(result)) throw new Error(result.message)
  return result
}

function refusal(input: string | Uint8Array, limits = xmlLimits): Refusal {
  const result = parseXml(typeof input === 'string' ? bytes(input) : input, limits)
  if (!isRefusal(result)) throw new Error('expected a refusal')
  return result
}

async function all(input: XmlInput, plan: XmlPlan): Promise<(XmlEvent | Refusal)[]> {
  const items = []
  for await (const item of streamXml(input, plan)) items.push(item)
  return items
}

describe('a small document', () => {
  test('is read with names, namespaces, attributes, text and the line of each element', () => {
    const root = tree(
      '<?xml version="1.0"?>\n<a:Inv xmlns:a="urn:x" n="1" a:m="2">\n <b>t&amp;<![CDATA[<u>]]></b><b/></a:Inv>',
    )
    expect(root).toMatchObject({ name: 'Inv', namespace: 'urn:x', text: '', line: 2 })
    expect([...root.attributes]).toEqual([
      ['n', '1'],
      ['{urn:x}m', '2'],
    ])
    expect(textAt(root, 'b')).toBe('t&<u>')
    expect(childAt(root, 'b')?.line).toBe(3)
    expect(childrenNamed(root, 'b')).toHaveLength(2)
    expect(textAt(root, 'c', 'd')).toBeUndefined()
  })

  test('may name its elements and attributes like properties of a JavaScript object', () => {
    const root = tree('<constructor __proto__="x" hasOwnProperty="y" toString="z"><__proto__/></constructor>')
    expect(root.name).toBe('constructor')
    expect(root.attributes.get('__proto__')).toBe('x')
    expect(root.children[0]?.name).toBe('__proto__')
    expect({}).not.toHaveProperty('value')
  })
})

describe('encodings that banks send', () => {
  const body = '<a>Größe – 5 €</a>'
  const utf16 = Buffer.from(body, 'utf16le')
  const latin = Buffer.from('<a>Gr\u00f6\u00dfe \u0096 5 \u0080</a>', 'latin1')
  const declared = (encoding: string): Buffer => Buffer.from(`<?xml version='1.0' encoding='${encoding}'?>`)
  const cases: [string, Uint8Array][] = [
    ['UTF-8', bytes(body)],
    ['UTF-8 with a byte order mark', bytes(`\ufeff${body}`)],
    ['UTF-16 little-endian with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
    ['UTF-16 little-endian without', utf16],
    ['UTF-16 big-endian with a mark', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()])],
    ['UTF-16 big-endian without', Buffer.from(utf16).swap16()],
    ['Windows-1252 by declaration', Buffer.concat([declared('windows-1252'), latin])],
    ['Latin-1 by declaration', Buffer.concat([declared('ISO-8859-1'), latin])],
    ['UTF-8 that claims to be UTF-16', Buffer.concat([declared('utf-16'), bytes(body)])],
    ['UTF-16 that claims to be UTF-8', Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-8"?>${body}`, 'utf16le')],
  ]
  test.each(cases)('%s', (_, input) => expect(tree(input).text).toBe('Größe – 5 €'))

  test('the euro sign of ISO-8859-15 is read', () => {
    expect(tree(Buffer.concat([declared('ISO-8859-15'), Buffer.from('<a>\u00a4</a>', 'latin1')])).text).toBe('€')
  })

  test('8-bit rubbish in a UTF-8 document is refused, and so is an encoding that we do not read', () => {
    expect(refusal(latin).kind).toBe('xml-encoding')
    expect(refusal(Buffer.concat([declared('EBCDIC'), latin])).kind).toBe('xml-encoding')
  })

  test('line ends of Windows and old Macs are read as one line feed', () => {
    expect(tree('<a>1\r\n2\r3\n</a>').text).toBe('1\n2\n3\n')
  })
})

describe('attacks', () => {
  test('a billion laughs are refused before the first laugh', () => {
    const laughs = [
      '<!ENTITY a "ha">',
      ...'bcdefghij'.split('').map((c, i) => `<!ENTITY ${c} "${`&${'abcdefghi'[i]};`.repeat(10)}">`),
    ]
    expect(refusal(`<?xml version="1.0"?><!DOCTYPE r [${laughs.join('')}]><r>&j;</r>`).kind).toBe('xml-doctype')
  })

  test.each([
    ['a file of this machine', '<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>'],
    ['a DOCTYPE that never ends', `<!DOCTYPE r [${'<!ENTITY a "b">'.repeat(9000)}`],
    ['a DOCTYPE inside', '<r><!DOCTYPE x></r>'],
    ['a bare entity declaration', '<r><!ENTITY a "b"></r>'],
    ['an entity of nobody', '<r>&euro;</r>'],
    ['an entity named like a property', '<r>&constructor;</r>'],
    ['an entity in an attribute', '<r a="&x;"/>'],
  ])('%s is refused', (_, text) => expect(refusal(text).kind).toBe('xml-doctype'))

  test.each([
    ['depth', '<a>'.repeat(65)],
    ['attributes', `<a ${Array.from({ length: 65 }, (_, i) => `a${i}=""`).join(' ')}/>`],
    ['attributes', `<a ${Array.from({ length: 20_000 }, (_, i) => `a${i}=""`).join(' ')}`],
    ['nameChars', `<${'a'.repeat(201)}/>`],
    ['textChars', `<a><!--${'x'.repeat(200_000)}--></a>`],
  ])('more %s than the limit is refused', (limit, text) => {
    expect(refusal(text)).toMatchObject({ kind: 'xml-too-large', facts: { limit } })
  })

  test('text, elements and bytes have limits of their own', () => {
    expect(refusal('<a>xxxx</a>', { ...xmlLimits, textChars: 3 }).facts).toMatchObject({ limit: 'textChars' })
    expect(refusal('<a><b/><b/></a>', { ...xmlLimits, elements: 2 }).facts).toMatchObject({ limit: 'elements' })
    expect(refusal('<a/>', { ...xmlLimits, documentBytes: 3 }).facts).toMatchObject({ limit: 'documentBytes' })
  })
})

describe('broken documents', () => {
  test.each([
    ['nothing', ''],
    ['plain text', 'Dear founder'],
    ['two roots', '<a/><b/>'],
    ['crossed tags', '<a><b></a></b>'],
    ['an attribute twice', '<a x="1" x="2"/>'],
    ['an attribute twice by two prefixes', '<a xmlns:p="u" xmlns:q="u" p:x="1" q:x="2"/>'],
    ['a prefix that nobody declared', '<p:a/>'],
    ['a prefix named like a property', '<constructor:a/>'],
    ['a name with two colons', '<a:b:c xmlns:a="u"/>'],
    ['a bare ampersand', '<a>Black & Decker</a>'],
    ['a control character', '<a>\u0000</a>'],
    ['a control character by reference', '<a>&#0;</a>'],
    ['text after the end', '<a/>x'],
  ])('%s is refused as malformed', (_, text) => expect(refusal(text).kind).toBe('xml-malformed'))

  test('whatever is cut off the end, the rest is refused as truncated, with its line and column', () => {
    const whole = '<?xml version="1.0"?>\n<a b="c">\n <d>text&amp;</d><!-- x --><![CDATA[y]]><e/></a>'
    for (let end = whole.indexOf('<a') + 1; end < whole.length; end++) {
      expect(refusal(whole.slice(0, end)).kind).toBe('xml-truncated')
    }
    expect(refusal('<a>\n <b>x')).toMatchObject({
      message: 'line 2, column 5: the document stops inside <b> before its end',
      facts: { line: 2, column: 5 },
    })
    expect(refusal(bytes('<a>€').subarray(0, 5)).kind).toBe('xml-truncated')
  })
})

describe('a stream', () => {
  const plan: XmlPlan = (path) => (path.length === 1 ? 'enter' : path.at(-1) === 'Row' ? 'collect' : 'skip')

  test('yields the subtrees of the plan in order and keeps none', async () => {
    const items = await all(bytes('<L><Skip><Row>1</Row></Skip><Row><Row>2</Row></Row></L>'), plan)
    expect(items.map((item) => (isRefusal(item) ? item.kind : item.type))).toEqual([
      'open',
      'element',
      'element',
      'close',
    ])
  })

  test('reads no further than it is asked', async () => {
    let given = 0
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield bytes('<L>')
      for (;;) yield bytes(`<Row>${(given += 1)}${' '.repeat(300)}</Row>`)
    }
    for await (const item of streamXml(endless(), plan)) {
      if (!isRefusal(item) && item.type === 'element' && item.element.text.startsWith('3 ')) break
    }
    expect(given).toBeLessThan(10)
  })

  test('gives what it has read before it refuses', async () => {
    const items = await all(bytes('<L><Row>1</Row><Row>&x;</Row></L>'), plan)
    expect(items.map((item) => (isRefusal(item) ? item.kind : item.type))).toEqual(['open', 'element', 'xml-doctype'])
  })

  test('is the same wherever its chunks are cut', async () => {
    const whole = Buffer.from('\ufeff<L a="ä">\r\n<Row>€ &#x20AC; 😀\r\n</Row><Row><![CDATA[]]]]></Row></L>')
    const expected = await all(whole, plan)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(whole.length)), async (cuts) => {
        const points = [0, ...cuts.toSorted((a, b) => a - b), whole.length]
        async function* chunks(): AsyncGenerator<Uint8Array> {
          for (const [i, point] of points.entries()) yield whole.subarray(point, points[i + 1])
        }
        expect(await all(chunks(), plan)).toEqual(expected)
      }),
    )
  })
})

describe('the writer', () => {
  test('is deterministic, indented and escaped', () => {
    const node: XmlNode = {
      name: 'a',
      attributes: { x: '"<\n' },
      children: [{ name: 'b', text: ']]> & \u0000' }, { name: 'c' }],
    }
    expect(printXml(node)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<a x="&quot;&lt;&#10;">\n  <b>]]&gt; &amp; \ufffd</b>\n  <c/>\n</a>\n',
    )
  })

  test('is undone by the reader', () => {
    const name = fc.stringMatching(/^[A-Za-z_][\w.-]{0,8}$/)
    // An xml declaration may not be an element, and a text of blanks is layout to the reader when it has children.
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom('&', '<', '>', '"', '\t', '\n', '\r', 'é', '😀', ']]>'),
        fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }),
      ),
    })
    const attributes = fc.dictionary(name, text, { maxKeys: 3, noNullPrototype: true })
    const { node } = fc.letrec<{ node: XmlNode }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.record({ name, attributes, text }),
        fc.record({ name, attributes, children: fc.array(tie('node'), { minLength: 1, maxLength: 4 }) }),
      ),
    }))
    fc.assert(
      fc.property(node, (written) => {
        expect(back(tree(printXml(written)))).toEqual(plain(written))
      }),
    )
  })
})

const back = (read: XmlElement): unknown => [
  read.name,
  Object.fromEntries(read.attributes),
  read.text,
  read.children.map(back),
]
const plain = (node: XmlNode): unknown => [
  node.name,
  { ...node.attributes },
  node.text ?? '',
  (node.children ?? []).map(plain),
]
