package dev.gapless.common.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gapless.common.message.CommitRequest.Item;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.cbor.CBORMapper;

class CommitRequestTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void items_of_any_streams_come_back_as_they_were_in_either_form(long seed) {
        CommitRequest request = new CommitRequest(items(new SplittableRandom(seed)));

        assertThat(CommitRequest.fromBytes(request.toBytes()))
                .usingRecursiveComparison()
                .isEqualTo(request);
        assertThat(CommitRequest.fromBytes(request.toNamedBytes()))
                .usingRecursiveComparison()
                .isEqualTo(request);
        assertThat(request.toBytes()).hasSizeLessThan(request.toNamedBytes().length);
    }

    @Test
    void no_items_are_none() {
        assertThat(CommitRequest.fromBytes(new CommitRequest(List.of()).toBytes())
                        .items())
                .isEmpty();
    }

    @Test
    void a_request_that_is_cut_off_or_changed_anywhere_is_unreadable_or_another_request_and_nothing_worse() {
        byte[] whole = new CommitRequest(items(new SplittableRandom(7)).subList(0, 2)).toBytes();
        for (int end = 0; end < whole.length; end++) {
            byte[] cut = Arrays.copyOf(whole, end);
            assertThatExceptionOfType(UnreadableMessageException.class)
                    .as("cut at %d", end)
                    .isThrownBy(() -> CommitRequest.fromBytes(cut));
        }
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) 0x55;
            try {
                assertThat(CommitRequest.fromBytes(changed)).isNotNull();
            } catch (UnreadableMessageException e) {
                assertThat(e).hasMessageContaining("CommitRequest");
            }
        }
    }

    @Test
    void an_item_whose_sender_does_not_name_its_hash_rules_is_hashed_by_the_first() {
        CBORMapper cbor = new CBORMapper();
        Map<String, List<Map<String, Object>>> tree = cbor.readValue(
                new CommitRequest(items(new SplittableRandom(1)).subList(0, 1)).toNamedBytes(),
                new TypeReference<>() {});
        Map<String, Object> item = Objects.requireNonNull(tree.get("items")).getFirst();
        item.remove("hashVersion");
        item.remove("volatileHash");

        Item read =
                CommitRequest.fromBytes(cbor.writeValueAsBytes(tree)).items().getFirst();

        assertThat(read.hashVersion()).isEqualTo(CommitRequest.FIRST_RULES);
        assertThat(read.volatileHash()).isNull();
    }

    private static List<Item> items(SplittableRandom random) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            boolean delete = random.nextInt(5) == 0;
            Operation operation =
                    delete ? Operation.DELETE : random.nextBoolean() ? Operation.CREATE : Operation.UPDATE;
            Item item = new Item(
                    "forum",
                    "acc-" + random.nextInt(3),
                    random.nextBoolean() ? "posts" : "likes",
                    "🦊-" + i,
                    random.nextLong(),
                    random.nextLong(),
                    operation,
                    new byte[32],
                    delete ? null : ("{\"n\":" + i + "}").getBytes(UTF_8),
                    random.nextBoolean() ? Door.LIVE : Door.MINED,
                    random.nextLong(),
                    "window-" + random.nextInt(4),
                    random.nextInt(3),
                    random.nextBoolean(),
                    new UUID(random.nextInt(2), 7),
                    random.nextInt(12),
                    random.nextLong(1L << 40));
            items.add(
                    random.nextBoolean()
                            ? item.hashed(random.nextInt(), new byte[] {1, (byte) i})
                            : item.revived(random.nextInt(3)));
        }
        return items;
    }
}
