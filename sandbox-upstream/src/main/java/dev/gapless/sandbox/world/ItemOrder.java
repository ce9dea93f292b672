package dev.gapless.sandbox.world;

import dev.gapless.sandbox.time.DurationText;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Versions that a caller wants made, in place of random ones.
 *
 * @param id of the post that gets a new version; null for new items and for the profile, of which there is one
 * @param age how long before now new items stand; null for now
 * @param count 1 to 1,000; new versions of one item when it names one
 * @param samePosition true when all of them are to share one position
 * @param content what is unusual about them
 */
public record ItemOrder(
        String account,
        String stream,
        VersionOperation operation,
        @Nullable String id,
        @Nullable Duration age,
        int count,
        boolean samePosition,
        ItemContent content) {

    private static final int MAX = 1_000;
    private static final Set<String> TEXTS = Set.of(SandboxStreamKinds.POSTS, SandboxStreamKinds.COMMENTS);

    /** @throws IllegalArgumentException naming the member and the rule */
    public ItemOrder {
        boolean posts = stream.equals(SandboxStreamKinds.POSTS);
        boolean profile = stream.equals(SandboxStreamKinds.PROFILE);
        boolean creates = operation == VersionOperation.CREATE;
        expect(SandboxStreamKinds.ALL.contains(stream), "stream", stream, "one of " + SandboxStreamKinds.ALL);
        expect(
                creates || posts || (profile && operation == VersionOperation.UPDATE),
                "operation",
                operation.wire(),
                "create, but for posts and for the profile's update");
        expect(
                (id != null) == (posts && !creates),
                "id",
                id,
                "the id of a post to update or delete, and none otherwise");
        expect(age == null || (creates && !profile), "age", age, "one for new items only");
        expect(
                count >= 1 && count <= (operation == VersionOperation.DELETE ? 1 : MAX),
                "count",
                count,
                "1 to %d, and 1 for a delete".formatted(MAX));
        expect(
                !content.concernsText() || (operation != VersionOperation.DELETE && TEXTS.contains(stream)),
                "content",
                content,
                "a size or a NUL in the text of posts and comments only");
        expect(content.nul() != ItemContent.Nul.ID || (creates && !profile), "nul", "id", "one for new items only");
    }

    public static ItemOrder fromJson(JsonNode node) {
        return new ItemOrder(
                node.path("account").asString(""),
                node.path("stream").asString(""),
                operation(node.path("operation").asString("")),
                node.has("id") ? node.get("id").asString("") : null,
                node.has("age") ? DurationText.parse("age", node.get("age").asString("")) : null,
                node.path("count").asInt(1),
                node.path("samePosition").asBoolean(false),
                ItemContent.fromJson(node));
    }

    private static VersionOperation operation(String wire) {
        return Arrays.stream(VersionOperation.values())
                .filter(operation -> operation.wire().equals(wire))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "operation: '%s' (expected create, update or delete)".formatted(wire)));
    }

    private static void expect(boolean kept, String member, @Nullable Object value, String rule) {
        if (!kept) {
            throw new IllegalArgumentException("%s: '%s' (expected %s)".formatted(member, value, rule));
        }
    }
}
