package dev.gapless.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks that no sentence of the documents has more than 25 words. Code and tables are not looked at. A colon, a
 * semicolon and a dot between the elements of a row end a sentence, too.
 */
class SentenceLengthTest {

    private static final int MAX_WORDS = 25;
    private static final Path REPOSITORY = Path.of("..");
    private static final Pattern NO_PROSE = Pattern.compile("(?ms)^```.*?^```|^\\s*\\|[^\\n]*$");
    private static final Pattern LINK = Pattern.compile("!?\\[([^\\]]*)\\]\\([^)]*\\)");
    private static final Pattern CODE = Pattern.compile("`[^`]*`");
    private static final Pattern PARAGRAPH_END = Pattern.compile("\\n\\s*\\n|\\n\\s*(?:[*-]|\\d+\\.) |\\n#+ |^#+ ");
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?:;][)\"]?)\\s+| · ");

    @Test
    void no_sentence_of_the_documents_has_more_than_25_words() throws IOException {
        List<Path> documents = documents();
        List<String> tooLong = new ArrayList<>();
        for (Path document : documents) {
            for (String sentence : tooLong(Files.readString(document))) {
                tooLong.add(document + ": " + sentence);
            }
        }
        assertThat(documents).hasSizeGreaterThan(70);
        assertThat(tooLong).isEmpty();
    }

    @Test
    void a_sentence_that_is_too_long_is_found_and_tables_and_code_are_not() {
        String words = "word ".repeat(MAX_WORDS).strip();

        assertThat(tooLong("One. " + words + " more. Two.")).containsExactly(words + " more.");
        assertThat(tooLong("* [" + words + "](x.md) **more**.\n* two")).hasSize(1);
        assertThat(tooLong("## Three\n" + words + "\nmore.")).hasSize(1);
        assertThat(tooLong(words + ". " + words + "; `a b c` d.")).isEmpty();
        assertThat(tooLong("| a | " + words + " more |\n\n```\n" + words + " more\n```\n"))
                .isEmpty();
    }

    private static List<String> tooLong(String document) {
        String prose = NO_PROSE.matcher(document).replaceAll("\n");
        prose = CODE.matcher(LINK.matcher(prose).replaceAll("$1")).replaceAll("X");
        return PARAGRAPH_END
                .splitAsStream(prose)
                .map(paragraph ->
                        paragraph.replace("*", "").replaceAll("\\s+", " ").strip())
                .flatMap(SENTENCE_END::splitAsStream)
                .filter(sentence -> sentence.split(" ").length > MAX_WORDS)
                .toList();
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (String root : List.of(".", "docs", "clients")) {
            try (Stream<Path> files = Files.walk(REPOSITORY.resolve(root), 2)) {
                files.filter(file -> file.toString().endsWith(".md"))
                        .map(Path::normalize)
                        .filter(file -> !documents.contains(file))
                        .forEach(documents::add);
            }
        }
        return documents;
    }
}
