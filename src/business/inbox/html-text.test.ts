import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { htmlText } from './html-text.ts'

test.each([
  ['<div>one</div><div>two</div>', 'one\ntwo'],
  ['a<br>b<br/>c', 'a\nb\nc'],
  ['<ul><li>first</li><li>second</li></ul>', '- first\n- second'],
  ['<table><tr><td>net</td><td>10,00</td></tr></table>', 'net 10,00'],
  ['5 < 6 &amp;&amp; 7 &gt; 6', '5 < 6 && 7 > 6'],
  ['&euro; &#8364; &#x20AC; &unknown; &#xD800; &constructor;', '€ € € &unknown; \ufffd &constructor;'],
  ['<a title="a > b" href=x>link</a>', 'link'],
  ['<!-- hidden --><!DOCTYPE html>shown<!-- never closed', 'shown'],
  ['<SCRIPT>evil()</script >shown<style>p{}', 'shown'],
  ['<p>said</p><blockquote>old<blockquote>older</blockquote></blockquote>', 'said\n\n> old\n> > older'],
  ['<a href="never closed>text', ''],
])('%s reads as text', (html, text) => {
  expect(htmlText(html)).toBe(text)
})

test('no script, style or comment is ever read, whatever stands around it', () => {
  const piece = fc.constantFrom(
    '<p>',
    '</p>',
    '<',
    '>',
    '"',
    "'",
    '<b ',
    '<!--x-->',
    '<script>SECRET</script>',
    '&lt;',
    'a',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const quotes = pieces.some((text) => text === '"' || text === "'" || text === '<' || text === '<b ')
      const text = htmlText(pieces.join(''))
      if (!quotes) expect(text).not.toContain('SECRET')
    }),
  )
})

test('what is hostile in length is read to the end in one pass', () => {
  for (const piece of ['<', '<a ', '<!--', '<!', '"<b', '<script', '&', '&#', '<blockquote>', '<p', '</p ', '<a "']) {
    expect(typeof htmlText(piece.repeat(200_000))).toBe('string')
  }
})
