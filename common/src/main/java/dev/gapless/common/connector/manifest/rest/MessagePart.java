package dev.gapless.common.connector.manifest.rest;

import dev.gapless.common.connector.extraction.Outcome;
import dev.gapless.common.connector.extraction.StrictJson;
import dev.gapless.common.connector.manifest.node.Forms;
import dev.gapless.common.connector.manifest.node.Section;
import dev.gapless.common.connector.session.MessageTemplate;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Reads messages to the source; they must be JSON once their placeholders are filled. */
final class MessagePart {

    private static final int LONGEST = 64 * 1_024;

    private MessagePart() {}

    static MessageTemplate read(Section section, String key) {
        MessageTemplate template = new MessageTemplate(section.value(key, Forms.text()));
        byte[] filled =
                template.fill("account", List.of("stream"), Instant.EPOCH).getBytes(StandardCharsets.UTF_8);
        if (section.has(key) && new StrictJson(LONGEST).read(filled) instanceof Outcome.Refused<?>) {
            section.problem(key, "JSON, with {account}, {streams} and {now} as values", "'{\"subscribe\":{streams}}'");
        }
        return template;
    }
}
