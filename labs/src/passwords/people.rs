//! Ten people who do not exist, and the passwords that they chose.

/// Each person's name and password. Eight of the passwords are in the list, and two people chose the same one.
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
