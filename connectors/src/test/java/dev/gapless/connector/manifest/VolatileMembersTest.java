package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CapturedRecord.RecordKind;
import dev.gapless.common.message.CommitRequest;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.ExtractionResult.Item;
import dev.gapless.connector.ManifestParser.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members that change by themselves make no other version of an item. */
class VolatileMembersTest {

    private static final String POST = """
            {"id":"p1","created_at":100,"updated_at":100,"revision":1,"text":"%s","views":%d,\
            "media":{"url":"https://cdn.example/%s","alt":"a cat"}}""";

    private final Connector all = with("[]");
    private final Connector some = with("[/views, /media/url]");

    @Test
    void a_change_of_them_alone_leaves_the_hash_and_changes_theirs() {
        Item before = read(some, POST.formatted("hello", 1, "a"));
        Item after = read(some, POST.formatted("hello", 2, "b"));

        assertThat(after.hash()).isEqualTo(before.hash());
        assertThat(after.volatileHash()).isNotEqualTo(before.volatileHash()).hasSize(32);
        assertThat(new String(after.canonical(), StandardCharsets.UTF_8)).contains("\"views\":2", "cdn.example/b");
        assertThat(read(all, POST.formatted("hello", 2, "b")).hash())
                .isNotEqualTo(read(all, POST.formatted("hello", 1, "b")).hash());
    }

    @Test
    void a_change_of_anything_else_changes_the_hash_and_leaves_theirs() {
        Item before = read(some, POST.formatted("hello", 1, "a"));
        Item after = read(some, POST.formatted("bye", 1, "a"));

        assertThat(after.hash()).isNotEqualTo(before.hash());
        assertThat(after.volatileHash()).isEqualTo(before.volatileHash());
    }

    @Test
    void one_that_is_absent_is_another_than_one_that_is_null() {
        String absent = POST.formatted("hello", 1, "a").replace("\"views\":1,", "");
        String none = POST.formatted("hello", 1, "a").replace("\"views\":1", "\"views\":null");

        assertThat(read(some, absent).volatileHash())
                .isNotEqualTo(read(some, none).volatileHash());
        assertThat(read(some, absent).hash()).isEqualTo(read(some, none).hash());
    }

    @Test
    void the_rules_have_a_name_that_depends_on_the_members_and_not_on_their_order() {
        String post = POST.formatted("hello", 1, "a");

        assertThat(read(all, post).hashVersion()).isEqualTo(CommitRequest.FIRST_RULES);
        assertThat(read(all, post).volatileHash()).isNull();
        assertThat(read(some, post).hashVersion())
                .isNotEqualTo(CommitRequest.FIRST_RULES)
                .isEqualTo(read(with("[/media/url, /views]"), post).hashVersion())
                .isNotEqualTo(read(with("[/views]"), post).hashVersion());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/id", "/revision", "/updated_at", "/deleted"})
    void what_tells_an_item_from_others_cannot_be_among_them(String member) {
        assertThat(ManifestTexts.problems(yaml("[" + member + "]")))
                .extracting(Problem::path)
                .containsExactly("streams.posts.item.volatile");
    }

    private static Connector with(String members) {
        return ManifestTexts.connector(yaml(members));
    }

    private static String yaml(String members) {
        String sandbox = ManifestTexts.sandbox();
        String item = "position: /updated_at, version: /revision, deleted";
        assertThat(sandbox).contains(item);
        int at = sandbox.indexOf(item);
        return sandbox.substring(0, at) + "volatile: " + members + ", " + sandbox.substring(at);
    }

    private static Item read(Connector connector, String json) {
        ExtractionResult extraction = connector.extract(new CapturedRecord(
                new StreamId("sandbox", "acc-0001", "posts"),
                "p1",
                RecordKind.LISTED,
                json.getBytes(StandardCharsets.UTF_8),
                IngestPath.MINED,
                Instant.EPOCH,
                "task",
                0));
        assertThat(extraction).isInstanceOf(Item.class);
        return (Item) extraction;
    }
}
