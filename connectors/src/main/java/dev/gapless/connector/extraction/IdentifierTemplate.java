package dev.gapless.connector.extraction;

import dev.gapless.common.message.OutsideText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * Where an item's id stands: in one member, or in several that are put together.
 *
 * @param parts at least one
 * @param end what follows the last part
 */
public record IdentifierTemplate(List<Part> parts, String end) {

    static final String EXPECTED =
            "a Unicode text of 1 to %d characters, or a whole number".formatted(ItemParser.MAX_ID);

    private static final Pattern MEMBER = Pattern.compile("([^{}]*)\\{(/[^{}|]*)(?:\\|([a-z0-9]+))?}");
    private static final Pattern WHOLE = Pattern.compile("(?:" + MEMBER.pattern() + ")+([^{}]*)");

    /**
     * One member of the id.
     *
     * @param before text in front of it
     * @param text what of the member counts
     * @param barred what the member's text must not hold, because it could then be read in two ways; empty for nothing
     */
    record Part(String before, JsonPointer pointer, MemberText text, String barred) {

        /** With the text in front; null when the member is no part of an id. */
        @Nullable
        String of(JsonNode document) {
            JsonNode id = document.at(pointer);
            if (id.isIntegralNumber()) {
                return text.isDecoded() ? null : before + id.bigIntegerValue();
            }
            @Nullable String value = id.isString() ? text.of(id.stringValue()) : null;
            boolean usable = value != null
                    && !value.isBlank()
                    && value.length() <= ItemParser.MAX_ID
                    && OutsideText.isUnicode(value)
                    && (barred.isEmpty() || !value.contains(barred));
            return usable ? before + value : null;
        }
    }

    public IdentifierTemplate {
        parts = List.copyOf(parts);
    }

    /** The id is one member. */
    public static IdentifierTemplate of(JsonPointer pointer) {
        return new IdentifierTemplate(List.of(new Part("", pointer, MemberText.WHOLE, "")), "");
    }

    /**
     * @param text a JSON pointer, or a text with pointers in braces
     * @return null when it is neither, or when two members follow each other with nothing between them
     */
    public static @Nullable IdentifierTemplate parse(String text) {
        try {
            if (text.isEmpty() || text.startsWith("/")) {
                return of(JsonPointer.compile(text));
            }
            return WHOLE.matcher(text).matches() ? composed(text) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable IdentifierTemplate composed(String text) {
        Matcher member = MEMBER.matcher(text);
        List<Part> parts = new ArrayList<>();
        int from = 0;
        while (member.find()) {
            String before = member.group(1);
            if (!parts.isEmpty()) {
                if (before.isEmpty()) {
                    return null;
                }
                Part last = parts.removeLast();
                parts.add(new Part(last.before(), last.pointer(), last.text(), before));
            }
            @Nullable MemberText read = MemberText.named(member.group(3) == null ? "" : member.group(3));
            if (read == null) {
                return null;
            }
            parts.add(new Part(before, JsonPointer.compile(member.group(2)), read, ""));
            from = member.end();
        }
        return new IdentifierTemplate(parts, text.substring(from));
    }

    /** The same inside an envelope. */
    IdentifierTemplate under(JsonPointer envelope) {
        return new IdentifierTemplate(
                parts.stream()
                        .map(part ->
                                new Part(part.before(), envelope.append(part.pointer()), part.text(), part.barred()))
                        .toList(),
                end);
    }

    public List<JsonPointer> pointers() {
        return parts.stream().map(Part::pointer).toList();
    }

    /** True where the id is what stands at the pointer, and nothing else. */
    public boolean is(JsonPointer pointer) {
        return end.isEmpty()
                && parts.size() == 1
                && parts.getFirst().before().isEmpty()
                && parts.getFirst().text() == MemberText.WHOLE
                && parts.getFirst().pointer().equals(pointer);
    }

    /** True where a part of the id is a text that the source writes in another way. */
    public boolean isDecoded() {
        return parts.stream().anyMatch(part -> part.text().isDecoded());
    }

    /** True where a part of the id may differ from what the source writes. */
    public boolean isRewritten() {
        return parts.stream().anyMatch(part -> part.text().isDecoded() || part.text() == MemberText.LOWER);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (is(parts.getFirst().pointer())) {
            return parts.getFirst().pointer().toString();
        }
        for (Part part : parts) {
            text.append(part.before()).append('{').append(part.pointer());
            text.append(
                    part.text() == MemberText.WHOLE ? "}" : "|" + part.text().word() + "}");
        }
        return text.append(end).toString();
    }
}
