package dev.gapless.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class CheckpointCommandTest {

    private static final String STREAM = """
            {"stream":"s/a/posts","positions":{"from":1,"wholeTo":{"CREATIONS":9,"EDITS":1,"DELETIONS":1},"heldTo":9,
             "claimedTo":12,"frontier":null},"gapsKnown":%s,"gapStates":{"OPEN":2,"STUCK":1},"updatedAt":"2026-01-01T00:00:00Z"}
            """;

    private static String row(String answer) {
        return CheckpointCommand.rows(JsonMapper.shared().readTree(answer))
                .get(0)
                .toString();
    }

    @Test
    void an_account_and_a_stream_are_shown_by_the_same_rows() {
        String stream = STREAM.formatted(true);

        assertThat(row(stream))
                .isEqualTo(row("{\"account\":\"s/a\",\"streams\":[" + stream + "]}"))
                .contains("\"creationsTo\":9", "\"claimedTo\":12", "\"gaps\":\"2 OPEN, 1 STUCK\"");
        assertThat(row(STREAM.formatted(false))).contains("unknown: the scheduler does not answer");
    }
}
