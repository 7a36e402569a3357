import type { Answer } from "../../domain/instrument.ts";
import { answerButton, beginButton } from "../../screens/callback-data.ts";
import type { Phone } from "../telegram/phone.ts";

/** More questions than any instrument has. */
const MOST = 40;

/**
 * Begins the check-in on the screen and answers question after question as they come, until none is left.
 * @throws Error when there is nothing to begin or an answer is not offered
 */
export async function answerOnPhone(
  phone: Phone,
  settle: () => Promise<void>,
  choose: (questionId: string) => Answer,
): Promise<void> {
  const buttons = () =>
    phone
      .sees()
      .flatMap((message) =>
        message.buttons.flat().flatMap(({ data = "" }) => ({ messageId: message.messageId, data })),
      );
  const begin = buttons().findLast(({ data }) => beginButton.unpack(data));
  if (begin) await phone.tapsData(begin.data, begin.messageId);
  await settle();
  for (let count = 0; count < MOST; count++) {
    const offered = buttons().flatMap((button) => {
      const tap = answerButton.unpack(button.data);
      return tap ? [{ ...button, ...tap }] : [];
    });
    const [question] = offered;
    if (!question) {
      if (count > 0) return;
      throw new Error(`${phone.name} has no check-in to answer`);
    }
    const wanted = choose(question.question);
    const answer = wanted === "skipped" ? "s" : String(wanted);
    const found = offered.find((button) => button.answer === answer);
    if (!found) throw new Error(`${question.question} does not offer ${answer}`);
    await phone.tapsData(found.data, found.messageId);
    await settle();
  }
  throw new Error(`${phone.name}'s check-in does not end`);
}
