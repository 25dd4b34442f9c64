import type { Child, PropsWithChildren } from 'hono/jsx'

/** A titled part of a screen. `beside` sits at the right of the title: a link or a badge. */
export function Panel({
  id,
  title,
  beside,
  children,
}: PropsWithChildren<{ id: string; title: string; beside?: Child }>) {
  return (
    <section class="panel" aria-labelledby={`${id}-title`} id={id}>
      <header class="panel-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {beside ? <div class="panel-beside">{beside}</div> : null}
      </header>
      {children}
    </section>
  )
}

/** Nothing here is good news, and says so. */
export function Empty({ title, children }: PropsWithChildren<{ title: string }>) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      <div class="empty-text">{children}</div>
    </div>
  )
}
