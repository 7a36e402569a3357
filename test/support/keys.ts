/** The token of the bot in a town and among programs, which only a Telegram of our own knows. */
export const BOT_TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";

/** With which a town seals what it stores. */
export const dataKey: Uint8Array = Uint8Array.from({ length: 32 }, (_, index) => index);

/** The same as operators give it, in the environment. */
export const DATA_KEY = Buffer.from(dataKey).toString("base64");
