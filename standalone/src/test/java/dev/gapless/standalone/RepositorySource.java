package dev.gapless.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One Java file of any module, by its text: no class path has all modules.
 *
 * @param main false for a test
 * @param type the name of its top-level type
 * @param code the text without comments and without literals
 */
record RepositorySource(String module, boolean main, String packageName, String type, String code) {

    private static final Pattern PACKAGE = Pattern.compile("(?m)^package\\s+([\\w.]+);");
    private static final Pattern TYPE_NAME = Pattern.compile("\\b[A-Z]\\w*");
    private static final Pattern COMMENT_OR_TEXT =
            Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"");

    /** All files of all modules. */
    static List<RepositorySource> readAll() throws IOException {
        List<RepositorySource> all = new ArrayList<>();
        for (Path module : RepositoryModules.folders()) {
            for (String part : List.of("main", "test")) {
                Path java = module.resolve("src").resolve(part).resolve("java");
                if (Files.isDirectory(java)) {
                    all.addAll(read(module.getFileName().toString(), part, java));
                }
            }
        }
        return List.copyOf(all);
    }

    private static List<RepositorySource> read(String module, String part, Path java) throws IOException {
        try (Stream<Path> files = Files.walk(java)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java") && !file.endsWith("module-info.java"))
                    .map(file -> sourceFile(module, "main".equals(part), file))
                    .toList();
        }
    }

    private static RepositorySource sourceFile(String module, boolean main, Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String code = COMMENT_OR_TEXT.matcher(text).replaceAll(" ");
        String packageName =
                PACKAGE.matcher(code).results().findFirst().orElseThrow().group(1);
        String name = file.getFileName().toString();
        return new RepositorySource(
                module, main, packageName, name.substring(0, name.length() - ".java".length()), code);
    }

    boolean isPublic() {
        return Pattern.compile(
                        "(?m)^public [\\w\\s-]*?\\b(?:class|record|interface|enum|@interface)\\s+" + type + "\\b")
                .matcher(code)
                .find();
    }

    /** The command line starts it, or Spring Boot does. */
    boolean isStartedByName() {
        return code.contains("static void main(") || type.endsWith("AutoConfiguration");
    }

    Set<String> names() {
        Set<String> names = new HashSet<>();
        TYPE_NAME.matcher(code).results().forEach(name -> names.add(name.group()));
        return names;
    }
}
