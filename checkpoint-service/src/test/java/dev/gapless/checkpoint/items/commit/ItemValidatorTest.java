package dev.gapless.checkpoint.items.commit;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.checkpoint.items.commit.ItemSightings.Sighting;
import dev.gapless.common.message.CommitRequest.Item;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.web.ErrorResponseException;

class ItemValidatorTest {

    @Test
    void items_of_every_kind_pass() {
        assertThatCode(() -> ItemValidator.check(List.of(
                        post("a", 1).item(),
                        post("🦊", 2).saying("\"\\u0000\"").item(),
                        post("a", 3).deleted().item())))
                .doesNotThrowAnyException();
    }

    @Test
    void what_the_tables_cannot_hold_is_named_with_its_place() {
        assertRefused(post("a\0b", 1), "items[1].itemId");
        assertRefused(post("", 1), "items[1].itemId: 0 bytes");
        assertRefused(post("x".repeat(1_501), 1), "items[1].itemId: 1501 bytes");
        assertRefused(post("half \uD83E", 1), "items[1].itemId");
        assertRefused(post("a", 1).saying("raw \0 zero"), "items[1].payload");
    }

    @Test
    void hash_and_payload_must_be_what_the_operation_says() {
        Item right = post("a", 1).item();
        assertRefused(with(right, new byte[31], right.payload()), "items[1].hash: 31 bytes");
        assertRefused(with(right, right.hash(), new byte[] {(byte) 0xC3, 0x28}), "items[1].payload");
        assertRefused(
                with(post("a", 1).deleted().item(), new byte[32], "{}".getBytes(StandardCharsets.UTF_8)),
                "items[1].payload");
    }

    private static void assertRefused(Sighting wrong, String what) {
        assertRefused(wrong.item(), what);
    }

    private static void assertRefused(Item wrong, String what) {
        assertThatThrownBy(() -> ItemValidator.check(List.of(post("right", 0).item(), wrong)))
                .isInstanceOfSatisfying(
                        ErrorResponseException.class,
                        refusal -> assertThat(refusal.getBody().getDetail()).startsWith(what));
    }

    private static Item with(Item item, byte[] hash, byte @Nullable [] payload) {
        return new Item(
                item.streamId(),
                item.itemId(),
                new Item.Content(item.position(), item.version(), item.operation(), hash, payload),
                new Item.Arrival(
                        item.path(), item.seenAtMicros(), item.provenance(), item.generation(), item.inferred(), 0),
                item.logPosition());
    }
}
