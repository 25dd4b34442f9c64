import type { ActView, AskView } from '../views/shared.ts'

export type ActProps = { act: ActView; csrf: string; /** Letter that presses the button. */ hotkey?: string }

/** A form of one button that names its act; what it asks stands above the button. */
export function ActForm({ act, csrf, hotkey, id = '' }: ActProps & { id?: string }) {
  const reason = act.disabledBecause
  const disabled = reason !== undefined
  return (
    <form class="act" method="post" action={act.action} hx-boost="true" hx-disabled-elt="find button">
      <HiddenFields csrf={csrf} fields={act.fields ?? {}} />
      {(act.asks ?? []).map((ask) => (
        <Ask ask={ask} id={`${id}-${ask.name}`} disabled={disabled} />
      ))}
      <button class={act.look ?? 'plain'} type="submit" disabled={disabled} data-key={hotkey?.toLowerCase()}>
        {act.label}
        {hotkey && !reason ? <kbd aria-hidden="true">{hotkey}</kbd> : null}
      </button>
      {reason ? <p class="act-reason">{reason}</p> : null}
    </form>
  )
}

export function HiddenFields({ csrf, fields }: { csrf: string; fields: Readonly<Record<string, string>> }) {
  return (
    <>
      <input type="hidden" name="csrf" value={csrf} />
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  )
}

/** One press where nothing is asked; folded where something is. */
export function OneAct(props: ActProps & { id: string }) {
  const { asks = [], ...plain } = props.act
  if (plain.disabledBecause !== undefined) return <ActForm {...props} act={plain} />
  return asks.length > 0 ? <ReasonedAct {...props} /> : <ActForm {...props} />
}

/** An act that asks something: folded until it is meant, so that no press does it by accident. */
export function ReasonedAct({ act, csrf, hotkey, id }: ActProps & { id: string }) {
  return (
    <details class="reasoned" id={id} name="act">
      <summary class={`button ${act.look ?? 'plain'}`} data-key={hotkey?.toLowerCase()}>
        {act.label}
        {hotkey ? <kbd aria-hidden="true">{hotkey}</kbd> : null}
      </summary>
      <ActForm act={{ look: 'danger', ...act }} csrf={csrf} id={id} />
    </details>
  )
}

const longestLine = 300
const longestText = 20_000

function Ask({ ask, id, disabled }: { ask: AskView; id: string; disabled: boolean }) {
  const { name, label, kind, options = [], value } = ask
  return (
    <div class="ask">
      <label for={id}>{label}</label>
      {kind === 'text' ? (
        <textarea id={id} name={name} rows={3} required maxlength={longestText} disabled={disabled}>
          {value ?? ''}
        </textarea>
      ) : null}
      {kind === 'line' ? (
        <input
          id={id}
          name={name}
          required
          maxlength={longestLine}
          value={value}
          disabled={disabled}
          autocomplete="off"
        />
      ) : null}
      {kind === 'choice' ? (
        <select id={id} name={name} required disabled={disabled}>
          <option value="">Choose …</option>
          {options.map((option) => (
            <option value={option.value} selected={option.value === value}>
              {option.text}
            </option>
          ))}
        </select>
      ) : null}
    </div>
  )
}
