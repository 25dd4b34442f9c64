import type { Words } from '../views/shared.ts'

/** A sentence whose facts are links. */
function Sentence({ words }: { words: Words }) {
  return (
    <>
      {words.map((word) =>
        typeof word === 'string' ? (
          word
        ) : (
          <a class={`fact ${word.tone ?? ''}`.trim()} href={word.href}>
            {word.text}
          </a>
        ),
      )}
    </>
  )
}

/** The state of things in words, at the top of a screen. */
export function Lede({ words }: { words: Words }) {
  return (
    <p class="lede">
      <Sentence words={words} />
    </p>
  )
}
