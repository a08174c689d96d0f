// Cooks JSON strings, one a line, with npm's markdown-it under Discourse's options; answers a JSON string a line.
import { createInterface } from "node:readline";
import markdownit from "markdown-it";

const engine = markdownit({ html: true, breaks: true, linkify: true, typographer: true });
engine.linkify.tlds("com net org io onion co tv ru cn us uk me de fr fi gov".split(" "));
engine.utils.lib.mdurl.decode.defaultChars = ";/?:@&=+$,# ";

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(engine.render(JSON.parse(line))));
}
