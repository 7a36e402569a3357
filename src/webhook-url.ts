/** Where Telegram delivers its updates. */
export const WEBHOOK_PATH = "/telegram";

export function webhookUrl(publicUrl: string): string {
  return `${publicUrl.replace(/\/$/, "")}${WEBHOOK_PATH}`;
}
