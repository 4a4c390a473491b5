package dev.crossdock.plan;

import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a rule backwards: which sources would write a given target.
 *
 * <p>Repository and tag of the target are matched as one text against both templates as one. A placeholder that is met
 * first tries every length, one that is met again has to say the same; a name that neither template uses is the single
 * one that the source allows, which {@link Rule} makes sure of. So the sources are finitely many, and nearly always at
 * most one.
 */
final class SourceSearch {
    private final RuleSource source;
    private final String template;
    private final String written;
    private final Set<TagLocation> found = new LinkedHashSet<>();

    private SourceSearch(RuleSource source, RuleTarget target, TagLocation written) {
        this.source = source;
        this.template = (target.repository() + ":" + target.tag()).replace(Template.REGISTRY, source.registry());
        this.written = written.repository() + ":" + written.tag();
    }

    static Set<TagLocation> sources(RuleSource source, RuleTarget target, TagLocation written) {
        if (!target.registry().equals(written.registry())) {
            return Set.of();
        }
        SourceSearch search = new SourceSearch(source, target, written);
        search.follow(0, 0, new Bound(Optional.empty(), Optional.empty()));
        return search.found;
    }

    /** What the placeholders were found to stand for. */
    private record Bound(Optional<String> repository, Optional<String> tag) {
        Optional<String> of(String placeholder) {
            return placeholder.equals(Template.REPOSITORY) ? repository : tag;
        }

        Bound with(String placeholder, String name) {
            return placeholder.equals(Template.REPOSITORY)
                    ? new Bound(Optional.of(name), tag)
                    : new Bound(repository, Optional.of(name));
        }
    }

    private void follow(int at, int read, Bound bound) {
        if (at == template.length()) {
            if (read == written.length()) {
                collect(bound);
            }
        } else if (template.startsWith(Template.REPOSITORY, at)) {
            followPlaceholder(Template.REPOSITORY, at, read, bound);
        } else if (template.startsWith(Template.TAG, at)) {
            followPlaceholder(Template.TAG, at, read, bound);
        } else {
            int brace = template.indexOf('{', at);
            int after = brace < 0 ? template.length() : brace;
            followLiteral(template.substring(at, after), after, read, bound);
        }
    }

    private void followPlaceholder(String placeholder, int at, int read, Bound bound) {
        int after = at + placeholder.length();
        Optional<String> known = bound.of(placeholder);
        if (known.isPresent()) {
            followLiteral(known.get(), after, read, bound);
            return;
        }
        for (int end = read + 1; end <= written.length(); end++) {
            if (mayGoOn(after, end)) {
                follow(after, end, bound.with(placeholder, written.substring(read, end)));
            }
        }
    }

    /** Whether what the template says next stands there; spares nearly all the lengths that lead nowhere. */
    private boolean mayGoOn(int at, int read) {
        if (at == template.length() || read == written.length()) {
            return at == template.length() && read == written.length();
        }
        return template.charAt(at) == '{' || template.charAt(at) == written.charAt(read);
    }

    private void followLiteral(String literal, int after, int read, Bound bound) {
        if (written.startsWith(literal, read)) {
            follow(after, read + literal.length(), bound);
        }
    }

    private void collect(Bound bound) {
        String repository = bound.repository.or(source.repositories().getFirst()::literal).orElse("");
        String tag = bound.tag.or(source.tags().getFirst()::literal).orElse("");
        try {
            TagLocation location = new TagLocation(source.registry(), new Repository(repository), new Tag(tag));
            if (source.matches(location)) {
                found.add(location);
            }
        } catch (IllegalArgumentException _) {
            // No name, so nothing that a source could have sent.
        }
    }
}
