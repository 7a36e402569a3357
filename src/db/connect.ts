import { Client } from "pg";

/**
 * A connection of one's own, until it is ended. When it is lost, what is asked of it fails; with nobody listening the loss would
 * end the process instead.
 *
 * @param whose what the server shows it as
 */
export async function connect(url: string, whose: string): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: `teman-pulih ${whose}` });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}
