package dev.gapless.sandbox.world;

import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes items: what they say is chance, and the chance has a seed. */
final class ItemWriter {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> WORDS = List.of(
            "harbour",
            "lantern",
            "über",
            "coffee",
            "glacier",
            "notebook",
            "naïve",
            "orbit",
            "pepper",
            "quiet",
            "river",
            "signal",
            "tundra",
            "velvet",
            "winter",
            "yellow",
            "zenith",
            "東京",
            "🌊",
            "🚀",
            "👩‍🚀");

    private final RandomGenerator random;

    ItemWriter(RandomGenerator random) {
        this.random = random;
    }

    ObjectNode post(String id, String account, long created, long updated, long revision, ItemContent content) {
        ObjectNode item = head(id, account).put("text", content.text(text(12 + random.nextInt(24))));
        item.putArray("tags").add(word()).add(word());
        return item.put("created_at", created)
                .put("updated_at", updated)
                .put("revision", revision)
                .put("deleted", false);
    }

    ObjectNode deletedPost(String id, String account, long created, long updated, long revision) {
        ObjectNode item = head(id, account).put("text", "");
        item.putArray("tags");
        return item.put("created_at", created)
                .put("updated_at", updated)
                .put("revision", revision)
                .put("deleted", true);
    }

    ObjectNode comment(String id, String account, String post, long created, ItemContent content) {
        return head(id, account)
                .put("post_id", post)
                .put("text", content.text(text(8 + random.nextInt(20))))
                .put("created_at", created)
                .put("revision", 1);
    }

    ObjectNode like(String id, String account, String post, long created) {
        return head(id, account).put("post_id", post).put("created_at", created).put("revision", 1);
    }

    ObjectNode transaction(String id, String account, long created) {
        return head(id, account)
                .put("amount", "%d.%02d".formatted(1 + random.nextInt(10_000), random.nextInt(100)))
                .put("currency", "EUR")
                .put("created_at", created)
                .put("revision", 1);
    }

    ObjectNode profile(String account, long updated, long revision) {
        return JSON.createObjectNode()
                .put("id", account)
                .put("name", word() + " " + word())
                .put("bio", text(16))
                .put("followers", random.nextInt(100_000))
                .put("updated_at", updated)
                .put("revision", revision);
    }

    private static ObjectNode head(String id, String account) {
        return JSON.createObjectNode().put("id", id).put("account", account);
    }

    private String text(int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(i == 0 ? "" : " ").append(word());
        }
        return text.toString();
    }

    private String word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }
}
