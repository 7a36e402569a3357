export async function playFortnight(_: {
  dataDir: string;
  out: NodeJS.WritableStream;
  signal: AbortSignal;
}): Promise<void> {}
