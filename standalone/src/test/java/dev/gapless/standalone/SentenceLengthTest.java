package dev.gapless.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks that no sentence of the documents and of the comments in Java has more than 25 words. Code and tables are not
 * looked at. A colon and a semicolon do not end a sentence. A list, a code block and a dot between the elements of a
 * row do.
 */
class SentenceLengthTest {

    private static final int MAX_WORDS = 25;
    private static final Path REPOSITORY = Path.of("..");
    private static final Pattern NO_PROSE = Pattern.compile("(?ms)^```.*?^```|^\\s*\\|[^\\n]*$");
    private static final Pattern LINK = Pattern.compile("!?\\[([^\\]]*)\\]\\([^)]*\\)");
    private static final Pattern CODE = Pattern.compile("`[^`]*`");
    private static final Pattern PARAGRAPH_END = Pattern.compile("\\n\\s*\\n|\\n\\s*(?:[*-]|\\d+\\.) |\\n#+ |^#+ ");
    private static final Pattern COMMENT_OR_TEXT = Pattern.compile(
            "(?s)\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'\\\\?.'|/\\*(.*?)\\*/|((?:[ \\t]*//[^\\n]*\\n)+)");
    private static final Pattern LINE_START = Pattern.compile("(?m)^[ \\t]*(?:\\*|//)");
    private static final Pattern TAG =
            Pattern.compile("(?s)<pre>.*?</pre>|</?\\w+>|(?m:^ *@(?:param +\\S+|throws +\\S+|\\w+))");
    private static final Pattern INLINE_TAG = Pattern.compile("\\{@\\w+\\s+[^{}]*(?:\\{[^{}]*\\}[^{}]*)*\\}");
    private static final Pattern UNNAMED = Pattern.compile("(?i)\\b(?:some|any|every|no)body\\b|\\bwhoever\\b");
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?][)\"]?)\\s+| · ");

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
    void no_sentence_of_a_comment_has_more_than_25_words() throws IOException {
        List<Path> sources = sources();
        List<String> tooLong = new ArrayList<>();
        for (Path source : sources) {
            for (String sentence : tooLong(comments(Files.readString(source)))) {
                tooLong.add(source + ": " + sentence);
            }
        }
        assertThat(sources).hasSizeGreaterThan(1_000);
        assertThat(tooLong).isEmpty();
    }

    /** A reader must not have to find out which process or person is meant. */
    @Test
    void a_comment_names_who_acts() throws IOException {
        List<String> unnamed = new ArrayList<>();
        for (Path source : sources().stream()
                .filter(each -> each.toString().contains("/src/main/"))
                .toList()) {
            UNNAMED.matcher(comments(Files.readString(source)))
                    .results()
                    .forEach(found -> unnamed.add(source + ": " + found.group()));
        }
        assertThat(unnamed).isEmpty();
    }

    @Test
    void a_comment_that_is_too_long_is_found_and_code_in_it_is_not_counted() {
        String words = "word ".repeat(MAX_WORDS).strip();

        assertThat(tooLong(comments("/** " + words + "\n   *  more. */ int x;")))
                .containsExactly(words + " more.");
        assertThat(tooLong(comments("    // " + words + "\n    // more\n    int x;\n")))
                .hasSize(1);
        assertThat(tooLong(comments("/** @param x " + words + " more\n * @return y */")))
                .hasSize(1);
        assertThat(tooLong(comments("/** {@code " + words + "} " + words.substring(10) + ". */")))
                .isEmpty();
        assertThat(tooLong(comments("/** " + words + "\n * @return " + words + "\n * <p>" + words + " */")))
                .isEmpty();
        assertThat(tooLong(comments("String x = \"/** " + words + " more */\";")))
                .isEmpty();
    }

    @Test
    void a_sentence_that_is_too_long_is_found_and_tables_and_code_are_not() {
        String words = "word ".repeat(MAX_WORDS).strip();

        assertThat(tooLong("One. " + words + " more. Two.")).containsExactly(words + " more.");
        assertThat(tooLong("* [" + words + "](x.md) **more**.\n* two")).hasSize(1);
        assertThat(tooLong("## Three\n" + words + "\nmore.")).hasSize(1);
        assertThat(tooLong(words + ". " + words.substring(10) + "; `a b c` d.")).isEmpty();
        assertThat(tooLong("| a | " + words + " more |\n\n```\n" + words + " more\n```\n"))
                .isEmpty();
    }

    @Test
    void a_colon_and_a_semicolon_end_no_sentence_and_a_list_and_a_code_block_do() {
        String words = "word ".repeat(MAX_WORDS - 1).strip();

        assertThat(tooLong(words + ": one two.")).hasSize(1);
        assertThat(tooLong(words + "; one two.")).hasSize(1);
        assertThat(tooLong(comments("/** " + words + "; one\n * two. */ int x;")))
                .hasSize(1);
        assertThat(tooLong(words + " one:\n* two three\n1. four five")).isEmpty();
        assertThat(tooLong(words + " one:\n```\ntwo three\n```\nfour.")).isEmpty();
        assertThat(tooLong(comments("/** " + words + " one:\n * <ul>\n * <li>two three\n * </ul>\n */ int x;")))
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

    /** The comments of a Java file as paragraphs. A tag of Javadoc begins a paragraph; code within one is one word. */
    private static String comments(String source) {
        return COMMENT_OR_TEXT
                .matcher(source)
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .filter(Objects::nonNull)
                .map(comment -> LINE_START.matcher(comment).replaceAll(""))
                .map(comment -> INLINE_TAG.matcher(comment).replaceAll("X"))
                .map(comment -> TAG.matcher(comment).replaceAll("\n\n"))
                .collect(Collectors.joining("\n\n"));
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path module : RepositoryModules.folders()) {
            Path root = module.resolve("src");
            if (Files.isDirectory(root)) {
                try (Stream<Path> files = Files.walk(root)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        return sources;
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (String root : List.of(".", "docs", "clients", "tests")) {
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
