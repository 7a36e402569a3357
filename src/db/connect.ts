import { Client } from "pg";

/**
 * A single connection, until it is ended. When it is lost, its queries fail; without the listener the loss would end the
 * process.
 *
 * @param whose what the server shows it as
 */
export async function connect(url: string, whose: string): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: `teman-pulih ${whose}` });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}
