import type { Locator, Page } from "playwright-core";
import { ROUTE } from "../../../support/team.ts";

/** Taps "Siap" and answers on the participant's phone by the numbers of the tour at the top, and by nothing else. */
export async function answersStrongly(page: Page): Promise<void> {
  const phone = page.locator("#phone-participant");
  const tour = (await page.locator("[data-step=answer]").textContent()) ?? "";
  const digits = new Map(
    [...tour.matchAll(/(\d) at question (\d+)/g)].map(([, digit, at]) => [Number(at), digit]),
  );
  const [, otherwise] = /(\d) at all others/.exec(tour) ?? [];
  await lastMessage(phone).getByRole("button", { name: "Siap" }).click();
  // What the signs add up to brings the safety question before the closing taps.
  const all = ROUTE.length + 1;
  for (let number = 1; number <= all; number++) {
    await lastMessage(phone)
      .getByText(`Pertanyaan ${number} dari ${number <= 10 ? ROUTE.length : all}`)
      .waitFor();
    await lastMessage(phone)
      .getByRole("button", { name: new RegExp(`^${digits.get(number) ?? otherwise} `) })
      .click();
  }
  await phone.getByText("cek harian selesai").last().waitFor();
  // Help stands below it: the day is red.
  await lastMessage(phone).getByText("kamu tidak sendiri").waitFor();
}

export function lastMessage(phone: Locator): Locator {
  return phone.locator(".message").last();
}
