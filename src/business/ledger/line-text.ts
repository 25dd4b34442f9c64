import { z } from 'zod'

/** Text on one line: control characters, line breaks and broken UTF-16 become a space. Not empty. */
export function lineText(maxLength: number): z.ZodType<string, string> {
  return z
    .string()
    .transform((text) => text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ').trim())
    .pipe(z.string().min(1).max(maxLength))
}
