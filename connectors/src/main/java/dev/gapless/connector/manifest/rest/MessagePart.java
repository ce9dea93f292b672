package dev.gapless.connector.manifest.rest;

import dev.gapless.connector.AccountText;
import dev.gapless.connector.extraction.ParseResult;
import dev.gapless.connector.extraction.StrictJson;
import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.ValueFormats;
import dev.gapless.connector.session.MessageTemplate;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads messages to the source; they must be JSON once their placeholders are filled. */
final class MessagePart {

    private static final int MAX = 64 * 1_024;

    private MessagePart() {}

    /** Notes that the key may stand there, where nothing is said. */
    static @Nullable MessageTemplate none(ManifestSection section, String key) {
        String text = section.optional(key, ValueFormats.text());
        return text == null ? null : new MessageTemplate(text);
    }

    static MessageTemplate read(ManifestSection section, String key) {
        MessageTemplate template = new MessageTemplate(section.value(key, ValueFormats.text()));
        byte[] filled =
                template.fill("account", List.of("stream"), Instant.EPOCH).getBytes(StandardCharsets.UTF_8);
        boolean refused = AccountText.isMistaken(template.text())
                || new StrictJson(MAX).read(filled) instanceof ParseResult.Refused<?>;
        if (section.has(key) && refused) {
            section.problem(
                    key,
                    "JSON, with {account}, {account-lower}, {streams} and {now} as values, and {base64:TEXT} and"
                            + " {credential} inside of a text",
                    "write it like this: %s: '{\"action\":\"%s\",\"streams\":{streams}}'".formatted(key, key));
        }
        return template;
    }

    /**
     * A message that goes on at a cursor.
     *
     * @param numeric true where only a whole number makes it JSON
     */
    record ResumingMessage(@Nullable MessageTemplate message, boolean numeric) {}

    /** Null where nothing is said. */
    static ResumingMessage resuming(ManifestSection section, String key) {
        @Nullable MessageTemplate template = none(section, key);
        if (template == null) {
            return new ResumingMessage(null, false);
        }
        boolean number = isJson(template, "1");
        if (!template.text().contains(MessageTemplate.CURSOR)
                || template.namesByCursor()
                || AccountText.isMistaken(template.text())
                || !number) {
            section.problem(
                    key,
                    "JSON with {cursor} in it, as a number or inside of a text",
                    "write it like this: %s: '{\"action\":\"subscribe\",\"after\":\"{cursor}\"}'".formatted(key));
        }
        return new ResumingMessage(template, number && !isJson(template, "x"));
    }

    private static boolean isJson(MessageTemplate template, String cursor) {
        byte[] filled = template.fill("account", List.of("stream"), Instant.EPOCH, cursor)
                .getBytes(StandardCharsets.UTF_8);
        return new StrictJson(MAX).read(filled) instanceof ParseResult.Got<?>;
    }
}
