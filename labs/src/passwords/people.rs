//! Ten people who do not exist, and what they chose.

/// Name and password. Eight of the passwords are in the list, two of them the same.
pub const PEOPLE: [(&str, &str); 10] = [
    ("ana", "sunshine"),
    ("ben", "123456"),
    ("harold", "football"),
    ("ida", "sunshine"),
    ("leo", "letmein"),
    ("mei", "dragon1"),
    ("noor", "seven geese on a red tram"),
    ("tess", "kV9-rub-0mQz"),
    ("wilma", "qwerty"),
    ("yusuf", "summer2024"),
];
