import type { Locator, Page } from "playwright-core";
import { ROUTE } from "../../../support/team.ts";

/** Taps "Siap" and answers all twelve on the participant's phone: a strong craving, little confidence. */
export async function answersStrongly(page: Page): Promise<void> {
  const phone = page.locator("#phone-participant");
  const digits: Partial<Record<string, number>> = { S1: 2, S5: 1, S8: 4, C1: 1 };
  await lastMessage(phone).getByRole("button", { name: "Siap" }).click();
  // What the signs add up to brings the safety question before the closing taps.
  const asked = [...ROUTE.slice(0, 10), "SAFETY", ...ROUTE.slice(10)];
  for (const [index, id] of asked.entries()) {
    await lastMessage(phone)
      .getByText(`Pertanyaan ${index + 1} dari ${index < 10 ? ROUTE.length : asked.length}`)
      .waitFor();
    await lastMessage(phone)
      .getByRole("button", { name: new RegExp(`^${digits[id] ?? 0} `) })
      .click();
  }
  await phone.getByText("cek harian selesai").last().waitFor();
  // Help stands below it: the day is red.
  await lastMessage(phone).getByText("kamu tidak sendiri").waitFor();
}

export function lastMessage(phone: Locator): Locator {
  return phone.locator(".message").last();
}
