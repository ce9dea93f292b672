package dev.gapless.checkpoint.items.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Compares {@code docs/commit-statements.sql} with the statements that a commit runs under the standard settings. */
class CommitStatementsTest {

    private static final Path FILE = Path.of("..", "docs", "commit-statements.sql");
    private static final Path WRITTEN = Path.of("target", "commit-statements.sql");
    private static final PayloadRetention STANDARD = new PayloadRetention(2_048, true, Duration.ofHours(1));

    @Test
    void the_file_has_the_statements_that_the_code_renders() throws IOException {
        String statements = """
                -- The statements of a commit, as the code renders them under the standard settings.
                -- CommitStatementsTest compares this file with the code. docs/ledger.md says what each is for.
                """
                + statement("LookupStatement: what is decided without a write", LookupStatement.sql(STANDARD))
                + statement("UpsertStatement: what may be newer", UpsertStatement.sql(STANDARD))
                + statement(
                        "UpsertStatement, of a round in which something may be concluded to be deleted",
                        UpsertStatement.deleting(STANDARD))
                + statement("UpsertStatement: which records were accepted and replaced", UpsertStatement.RECORDED)
                + statement(
                        "SightingUpdateStatement: what is noted without a change",
                        SightingUpdateStatement.sql(STANDARD));
        Files.writeString(WRITTEN, statements);

        assertThat(Files.readString(FILE))
                .as("the file differs: copy checkpoint-service/target/commit-statements.sql to docs")
                .isEqualTo(statements);
    }

    private static String statement(String title, String sql) {
        return "\n-- %s\n%s;\n".formatted(title, sql.strip());
    }
}
