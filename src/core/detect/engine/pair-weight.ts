/** A short text of the kind that agents send: prose, code, JSON, paths, hex, base64. Only how often pairs stand in it counts. */
const SAMPLE = [
  'The request should return a list of items and then check whether each file has been changed before the build runs ',
  'again. It is important that this is the right thing to do, although there might be other options for the user that ',
  'we have not thought through yet; what would you like me to change here? Configuration and information about testing. ',
  'export async function readFile(path: string, options?: ReadOptions): Promise<string> { const result = await this.get(path); ',
  'if (result === undefined || result.length > 0) { throw new Error("not found: " + path); } return result.map((item) => item.id); } ',
  '{\\"role\\":\\"user\\",\\"content\\":\\"text\\\\n    \\"}},"tool_calls":[{"id":"call_","type":"function","name":"read_file","arguments":"{}"}],',
  'self.assertEqual(response.status_code, 200)\n        for key, value in data.items():\n            print(f"{key}={value}")\n\t\treturn nil, err\n',
  'user_id request_id session_id access_token api_key client_secret max_tokens file_path error_message status_code created_at ',
  'https://www.example.com/api/v1/users/123?page=2&limit=50 ./src/components/index.ts ../../node_modules/react-dom/client.js ',
  '2026-10-05T12:34:56.789Z INFO [main] GET /v1/items 200 1234ms --verbose -rw-r--r-- 1000 1000 4096 +++ b/src/main.py @@ -10,7 +10,9 @@ ',
  '3f2504e0-4f89-41d3-9a0c-0305e82c3301 9b74c9897bac770ffc029102a200c5de 0x7f 0000 1111 123456789 ',
  'margin: 0 auto; padding: 10px 20px; <div class="container"><span></span></div> * @param {string} name - the name of the task ',
].join('');

const SAMPLE_WEIGHT = 40;

/** How common a byte is, coarsely, for pairs that the sample does not hold. */
function byteWeight(byte: number): number {
  if (byte >= 97 && byte <= 122) return 'jqxz'.includes(String.fromCharCode(byte)) ? 2 : 6;
  if (byte >= 48 && byte <= 57) return 5;
  if (byte >= 65 && byte <= 90) return 3;
  return ' "\\/:,.-_='.includes(String.fromCharCode(byte)) ? 4 : 1;
}

/** Estimates how often a pair of bytes stands in traffic; only comparisons between pairs mean something. */
export class PairWeights {
  readonly #counts = new Map<number, number>();

  constructor() {
    const bytes = Buffer.from(SAMPLE, 'latin1');
    for (let at = 0; at + 1 < bytes.length; at++) {
      const key = bytes.readUInt16LE(at);
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
  }

  of(first: number, second: number): number {
    const counted = this.#counts.get(first | (second << 8)) ?? 0;
    return counted * SAMPLE_WEIGHT + byteWeight(first) * byteWeight(second);
  }
}
