package dev.crossdock.proof.gates;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;

/** What a public type shows to other packages: the types of its public and protected members. */
final class PublicSignature {
    private static final Pattern OURS_OR_THE_JDKS = Pattern
            .compile("(dev\\.crossdock|java|javax\\.(net|crypto|security))\\..*");
    /** Written by Micronaut's annotation processor for Micronaut alone. */
    private static final Pattern GENERATED = Pattern.compile("(.*[.$])?\\$.*");

    private PublicSignature() {}

    /** True for types that another package can name. */
    static boolean isSeen(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC) && !GENERATED.matcher(type.getName()).matches()
                && type.getEnclosingClass().map(PublicSignature::isSeen).orElse(true);
    }

    static List<String> foreignTypes(JavaClass type) {
        return type.getMembers().stream().filter(PublicSignature::isOpen)
                .flatMap(member -> types(member).filter(PublicSignature::isForeign)
                        .map(foreign -> member.getFullName() + " shows " + foreign.getName()))
                .distinct().toList();
    }

    private static boolean isOpen(JavaMember member) {
        return (member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED))
                && !member.getModifiers().contains(JavaModifier.SYNTHETIC);
    }

    private static Stream<JavaClass> types(JavaMember member) {
        Stream<JavaType> own = member instanceof JavaCodeUnit unit
                ? Stream.concat(unit.getParameterTypes().stream(), Stream.of(unit.getReturnType()))
                : Stream.of(member.getOwner());
        Stream<JavaClass> thrown = member instanceof JavaCodeUnit unit
                ? unit.getExceptionTypes().stream()
                : Stream.of(member.getAllInvolvedRawTypes().toArray(JavaClass[]::new));
        return Stream.concat(own.flatMap(type -> type.getAllInvolvedRawTypes().stream()), thrown);
    }

    private static boolean isForeign(JavaClass type) {
        JavaClass element = type.getBaseComponentType();
        return !element.isPrimitive() && !OURS_OR_THE_JDKS.matcher(element.getName()).matches();
    }
}
