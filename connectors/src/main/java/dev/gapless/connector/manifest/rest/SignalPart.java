package dev.gapless.connector.manifest.rest;

import dev.gapless.connector.expression.MessageCondition;
import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.ValueFormat;
import dev.gapless.connector.manifest.node.ValueFormats;
import dev.gapless.connector.manifest.part.ConditionPart;
import dev.gapless.connector.session.MessageMatcher;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/** {@code {pointer, equals}} or {@code {when}}: how a message of the source is known. */
final class SignalPart {

    private SignalPart() {}

    static MessageMatcher read(ManifestSection section) {
        @Nullable MessageCondition when = ConditionPart.read(section, "when", ConditionPart.MESSAGE);
        @Nullable JsonPointer pointer = section.optional("pointer", ValueFormats.pointer());
        @Nullable String equals = section.optional("equals", ValueFormats.text());
        if (section.has("when")) {
            if (section.has("pointer") || section.has("equals")) {
                section.problem("when", "either when, or pointer and equals", "leave it out");
            }
        } else {
            required(section, "pointer", ValueFormats.pointer());
            required(section, "equals", ValueFormats.text());
        }
        return new MessageMatcher(pointer == null ? JsonPointer.empty() : pointer, equals == null ? "" : equals, when);
    }

    private static void required(ManifestSection section, String key, ValueFormat<?> form) {
        if (!section.has(key)) {
            section.problem(
                    key,
                    "required: %s, unless when tells the message".formatted(form.rule()),
                    "add it, for example: %s: %s".formatted(key, form.example()));
        }
    }
}
