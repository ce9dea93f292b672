package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CapturedRecord.RecordKind;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.RecreatedItem;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ExtractionResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that are created again under the key of a deleted one. Keys and revisions are TIDs, which sort as text. */
class RecreatedRecordTest {

    private static final String DID = "did:plc:7aoaxvhd4jnspwgvnoxlpfyp";
    private static final String KEY = "3n3jwndenp22d";
    private static final String CREATED = "3n3jwndenp42d";
    private static final String DELETED = "3n3jwndfnp22d";
    private static final String AGAIN = "3n3jwndgnp22d";
    private static final String BEFORE_KEY = "3n3jwndbnp22d";

    @ParameterizedTest
    @ValueSource(strings = {"atproto", "bluesky"})
    void one_that_is_created_again_is_newer_than_its_deletion_and_a_page_is_older(String source) {
        ExtractionResult.Item listed = listed(source);
        ExtractionResult.Item created = event(source, "create", CREATED);
        ExtractionResult.Item deleted = event(source, "delete", DELETED);
        ExtractionResult.Item again = event(source, "create", AGAIN);

        assertThat(listed.version()).isEqualTo(listed.position());
        assertThat(deleted.version())
                .isGreaterThan(created.version())
                .isGreaterThan(listed.version())
                .isLessThan(again.version());
        assertThat(again.position()).isEqualTo(listed.position());
        assertThat(again.hash()).as("no change where it is held").isEqualTo(listed.hash());
        assertThat(created.operation()).isEqualTo(again.operation()).isEqualTo(ItemOperation.CREATE);
    }

    /** A client may choose a key ahead of the server's clock. */
    @ParameterizedTest
    @ValueSource(strings = {"atproto", "bluesky"})
    void a_deletion_is_not_older_than_the_creation_whatever_the_key(String source) {
        long position = listed(source).version();

        assertThat(event(source, "delete", BEFORE_KEY).version()).isEqualTo(position);
        assertThat(event(source, "create", BEFORE_KEY).version()).isEqualTo(position);
    }

    /** As the release before has captured it. */
    @Test
    void an_event_without_a_revision_is_as_old_as_a_page() {
        String frame = "[{},{\"repo\":\"%s\",\"ops\":{\"action\":\"delete\",\"path\":\"app.bsky.feed.post/%s\"}}]"
                .formatted(DID, KEY);

        assertThat(item("atproto", RecordKind.FRAME, bytes(frame)).version())
                .isEqualTo(listed("atproto").version());
    }

    @Test
    void one_that_a_reconciliation_found_has_the_version_that_it_was_given() {
        ExtractionResult.Item listed = listed("atproto");
        byte[] value = new RecreatedItem(listed.version() + 5, bytes(listing())).toBytes();

        ExtractionResult.Item found = item("atproto", RecordKind.RECREATED, value);

        assertThat(found.version()).isEqualTo(listed.version() + 5);
        assertThat(found.position()).isEqualTo(listed.position());
        assertThat(found.hash()).isEqualTo(listed.hash());
        assertThat(found.operation()).isEqualTo(ItemOperation.CREATE);
    }

    @Test
    void what_is_no_such_record_is_refused_with_a_rule() {
        ExtractionResult result = shipped("atproto").extract(captured("atproto", RecordKind.RECREATED, bytes("{")));

        assertThat(result)
                .isInstanceOfSatisfying(
                        ExtractionResult.Unreadable.class,
                        refused -> assertThat(refused.rule()).isEqualTo("recreated-unreadable"));
    }

    @Test
    void its_versions_are_known_to_be_times() {
        assertThat(shipped("atproto").spec().streams().get("posts")).matches(stream -> stream.timedVersions());
        assertThat(shipped("directus").spec().streams().get("posts")).matches(stream -> stream.timedVersions());
        assertThat(shipped("sandbox").spec().streams().get("posts")).matches(stream -> !stream.timedVersions());
    }

    private static ExtractionResult.Item listed(String source) {
        return item(source, RecordKind.LISTED, bytes(listing()));
    }

    private static String listing() {
        return "{\"uri\":\"at://%s/app.bsky.feed.post/%s\",\"value\":%s}".formatted(DID, KEY, post());
    }

    private static ExtractionResult.Item event(String source, String action, String revision) {
        String frame = switch (source) {
            case "atproto" ->
                "[{\"op\":1},{\"repo\":\"%s\",\"rev\":\"%s\",\"ops\":{\"action\":\"%s\",\"path\":\"app.bsky.feed.post/%s\",\"cid\":%s}}]"
                        .formatted(DID, revision, action, KEY, post());
            default ->
                "{\"did\":\"%s\",\"commit\":{\"rev\":\"%s\",\"operation\":\"%s\",\"rkey\":\"%s\",\"record\":%s}}"
                        .formatted(DID, revision, action, KEY, post());
        };
        return item(source, RecordKind.FRAME, bytes(frame));
    }

    private static String post() {
        return "{\"text\":\"x\",\"createdAt\":\"2026-01-02T03:04:05.000Z\"}";
    }

    private static ExtractionResult.Item item(String source, RecordKind shape, byte[] value) {
        ExtractionResult result = shipped(source).extract(captured(source, shape, value));
        assertThat(result).isInstanceOf(ExtractionResult.Item.class);
        return (ExtractionResult.Item) result;
    }

    private static CapturedRecord captured(String source, RecordKind shape, byte[] value) {
        IngestPath path = shape == RecordKind.FRAME ? IngestPath.LIVE : IngestPath.MINED;
        return new CapturedRecord(new StreamId(source, DID, "posts"), KEY, shape, value, path, Instant.EPOCH, "", 0);
    }

    private static Connector shipped(String source) {
        return ManifestTexts.connector(ManifestTexts.shipped(source));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
