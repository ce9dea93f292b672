package dev.gapless.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Checks that what is public is called from another package. It compares names, so a member passes too when another
 * package calls one of the same name. Not looked at are overriding members, members with annotations, and what a record
 * must have.
 */
class PublicMembersTest {

    private static final Pattern PUBLIC_MEMBER = Pattern.compile("(?m)^((?: *@.*\\n)*) +public "
            + "(?!(?:(?:static|final|abstract|sealed|non-sealed)\\s+)*(?:class|record|interface|enum|@interface)\\b)"
            + "([^=;{(]*?)\\b(\\w+)\\(([^)]*)\\)[^{;]*\\{\\s*(this\\()?");
    private static final Pattern CALL = Pattern.compile("\\b(\\w+)\\s*\\(|::\\s*(\\w+)");
    private static final Pattern CREATION = Pattern.compile(
            "\\bnew\\s+(?:\\w+\\.)*(\\w+)\\s*[<(]" + "|\\b(\\w+)(?:<[^>]*>)?::new|\\bextends\\s+(?:\\w+\\.)*(\\w+)");

    /** By name, the packages that call or make it. */
    private final Map<String, Set<String>> callers = new HashMap<>();

    @Test
    void a_public_member_has_a_caller_outside_its_package() throws IOException {
        List<RepositorySource> sources = RepositorySource.readAll();
        sources.forEach(this::addCalls);
        List<String> unused = new ArrayList<>();
        for (RepositorySource source : sources) {
            if (source.main() && source.isPublic()) {
                unusedOf(source)
                        .forEach(member -> unused.add(source.packageName() + "." + source.type() + "#" + member));
            }
        }
        assertThat(unused).as("make them package-private").isEmpty();
    }

    @Test
    void a_member_that_only_its_own_package_calls_is_found() {
        RepositorySource unused = source("dev.one", "Thing", """
                public final class Thing {
                    public Thing(int size) {
                        this.size = size;
                    }
                    public int size() {
                        return size;
                    }
                    @Override
                    public String toString() {
                        return "";
                    }
                }
                """);
        addCalls(unused);
        addCalls(source("dev.one", "Near", "class Near { int of() { return new Thing(1).size(); } }"));
        assertThat(unusedOf(unused)).containsExactlyInAnyOrder("Thing", "size");

        addCalls(source("dev.two", "Far", "class Far { int of() { return new Thing(1).size(); } }"));
        assertThat(unusedOf(unused)).isEmpty();
    }

    private static RepositorySource source(String packageName, String type, String code) {
        return new RepositorySource("module", true, packageName, type, code);
    }

    private void addCalls(RepositorySource source) {
        List.of(CALL, CREATION)
                .forEach(pattern -> pattern.matcher(source.code()).results().forEach(found -> {
                    for (int group = 1; group <= found.groupCount(); group++) {
                        if (found.group(group) != null) {
                            String prefix = pattern == CREATION ? "new " : "";
                            callers.computeIfAbsent(prefix + found.group(group), name -> new HashSet<>())
                                    .add(source.packageName());
                        }
                    }
                }));
    }

    private List<String> unusedOf(RepositorySource source) {
        return PUBLIC_MEMBER
                .matcher(source.code())
                .results()
                .filter(member -> member.group(1).isBlank() && !isRequired(source, member))
                .filter(member -> callers.getOrDefault(calledAs(member), Set.of()).stream()
                        .allMatch(source.packageName()::equals))
                .map(member -> member.group(3))
                .distinct()
                .toList();
    }

    private static boolean isConstructor(MatchResult member) {
        return member.group(2).isBlank();
    }

    private static String calledAs(MatchResult member) {
        return (isConstructor(member) ? "new " : "") + member.group(3);
    }

    /** The canonical constructor and the accessors of a record are as public as the record; Java starts main. */
    private static boolean isRequired(RepositorySource source, MatchResult member) {
        String name = member.group(3);
        if (name.equals("main")) {
            return true;
        }
        boolean hasRecord =
                Pattern.compile("\\brecord\\s+\\w+").matcher(source.code()).find();
        if (!hasRecord) {
            return false;
        }
        return isConstructor(member)
                ? member.group(5) == null
                : member.group(4).isBlank()
                        && Pattern.compile("\\brecord\\s+\\w+[^{]*\\b" + name + "\\s*[,)]")
                                .matcher(source.code())
                                .find();
    }
}
