import type { PropsWithChildren } from 'hono/jsx'
import type { ActView } from '../views/shared.ts'

export type ActProps = { act: ActView; csrf: string; /** Letter that presses the button. */ hotkey?: string }

/** A form of one button that names its act. What it may ask comes in as children, above the button. */
export function ActForm({ act, csrf, hotkey, children }: PropsWithChildren<ActProps>) {
  const reason = act.disabledBecause
  return (
    <form class="act" method="post" action={act.action} hx-boost="true" hx-disabled-elt="find button">
      <HiddenFields csrf={csrf} fields={act.fields ?? {}} />
      {children}
      <button
        class={act.look ?? 'plain'}
        type="submit"
        disabled={reason !== undefined}
        data-key={hotkey?.toLowerCase()}
      >
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

/** An act that wants a reason: folded until it is meant, so that no press declines by accident. */
export function ReasonedAct({ act, csrf, hotkey, id, ask }: ActProps & { id: string; ask: string }) {
  return (
    <details class="reasoned" id={id}>
      <summary class="button plain" data-key={hotkey?.toLowerCase()}>
        {act.label}
        {hotkey ? <kbd aria-hidden="true">{hotkey}</kbd> : null}
      </summary>
      <ActForm act={{ ...act, look: 'danger' }} csrf={csrf}>
        <label for={`${id}-reason`}>{ask}</label>
        <textarea id={`${id}-reason`} name="reason" rows={2} required maxlength={500} />
      </ActForm>
    </details>
  )
}
